/** What is under way, at the sidebar’s foot. */
export const JobsCorner = () => null;
