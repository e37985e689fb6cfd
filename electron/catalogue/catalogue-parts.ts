import { BucketState } from './bucket-state.ts';
import { GroupAnswers } from './group-answers.ts';
import { GroupTable } from './group-table.ts';
import type { NamesStore } from './names-store.ts';
import { Naming } from './naming.ts';
import { Orders } from './orders.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { Views } from './views.ts';

interface CataloguePartsOptions {
  store: NamesStore;
  /** The number of the first group; rows before it were given out by parts that are used no more. */
  firstRow?: number;
  /** Ms since the epoch; the system's clock where absent. */
  now?: () => number;
}

/** What a catalogue is made of. None of the parts is of use with those of another catalogue, or of the same one after damage. */
export class CatalogueParts {
  readonly table: GroupTable;
  readonly naming: Naming;
  readonly bucket: BucketState;
  readonly orders: Orders;
  readonly answers: GroupAnswers;
  readonly views = new Views();

  constructor({ store, firstRow = 0, now = Date.now }: CataloguePartsOptions) {
    this.table = new GroupTable(firstRow);
    this.naming = new Naming(this.table, store);
    this.bucket = new BucketState(this.table, this.naming);
    this.orders = new Orders(this.table, this.naming);
    this.answers = new GroupAnswers({ table: this.table, naming: this.naming, bucket: this.bucket, now });
  }

  /** All as it is at that moment. */
  save(sections: SectionWriter): void {
    for (const part of [this.table, this.bucket, this.naming, this.orders]) part.save(sections);
  }

  /**
   * Takes over what is read at once, and answers what catches up with names, as `Naming.restore` does. Throws where that
   * is of no use; these parts are of none then.
   */
  restore(sections: SectionReader): ReturnType<Naming['restore']> {
    this.table.restore(sections);
    this.bucket.restore(sections);
    const catchUp = this.naming.restore(sections);
    this.orders.restore(sections);
    return catchUp;
  }

  /** Reads the rest of what was restored. Rejects where it is damaged; these parts are of no use then. */
  async settle(sections: SectionReader): Promise<void> {
    await sections.loadAll();
    await this.orders.settle();
    sections.expect(this.table.isSound() && this.naming.facts.isSound(this.table.count), 'groups');
  }
}
