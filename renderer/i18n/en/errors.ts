/** Says what happened and what to do next, one sentence for each code of an `AppError`. */
export const errors = {
  'bad-request': 'Contact Sheet asked itself for something it does not know ({{detail}}). Please report this.',
  'forbidden-sender': 'This window may not do that. Close it and open Contact Sheet again.',
  'unknown-connection': 'This connection is closed. Open the bucket again.',
  'unknown-group': 'This picture is no longer here. Read the bucket again to see what it holds now.',
  'unknown-job': 'This task has already ended.',
  'unknown-trouble': 'This trouble with the keys is over already. Try again.',
  'stale-view': 'The list has changed in the meantime. Try again.',
  cancelled: 'Cancelled.',
  internal:
    'Something went wrong inside Contact Sheet ({{detail}}). Try again; if it keeps happening, please report it.',
  'no-such-profile': 'There is no profile “{{profile}}” in ~/.aws. Choose another one.',
  'no-credentials': '“{{source}}” gave no keys{{aside}}. Check it in ~/.aws, or choose other keys.',
  'no-credentials-environment':
    'The environment variables gave no keys{{aside}}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, then start Contact Sheet again.',
  'keys-gone': 'These keys are not kept on this computer any more. Enter them again.',
  'keys-locked':
    'The keyring of this computer did not open these keys. Unlock it and try again, or enter the keys anew.',
  'wrong-keys-key':
    '{{server}} does not know this access key ID. It may have been replaced or deleted: enter the current keys.',
  'wrong-keys-signature':
    '{{server}} refused the secret access key, which does not belong to this access key ID. Enter both anew.',
  'credentials-expired': 'These keys have expired. Log in again or enter new ones, then try once more.',
  'login-needed': 'The profile “{{profile}}” needs a login. Log in to go on.',
  'login-refused-denied':
    'The login for “{{profile}}” was turned down in the browser. Log in again and allow it there.',
  'login-refused-expired': 'The login for “{{profile}}” was not finished in time. Log in again.',
  'login-refused-misconfigured':
    'The login for “{{profile}}” is not set up right{{aside}}. Check its start URL, region, account and role in ~/.aws/config.',
  'mfa-cancelled':
    'No one-time code was entered for “{{profile}}”, so it gave no keys. Try again and enter the code of its device.',
  'mfa-refused': 'The one-time code for “{{profile}}” was not accepted. Wait for the next code, then try again.',
  'role-refused':
    'The profile “{{profile}}” may not take on the role {{role}}. Check role_arn in ~/.aws/config, or ask for sts:AssumeRole.',
  'credential-process-missing':
    'The program that “{{profile}}” gets its keys from was not found. Check credential_process in ~/.aws/config.',
  'credential-process-slow':
    'The program that “{{profile}}” gets its keys from took too long. Run it in a terminal to see what it waits for, then try again.',
  'credential-process-failed':
    'The program that “{{profile}}” gets its keys from ended with an error. Run it in a terminal to see which, then try again.',
  'credential-process-unreadable':
    'The program that “{{profile}}” gets its keys from printed something else than keys. Check that it prints the JSON that credential_process asks for.',
  'no-such-bucket': 'There is no bucket “{{bucket}}” here. Check its name and the endpoint.',
  'invalid-bucket-name':
    '“{{bucket}}” cannot be a bucket’s name. Use 3 to 63 lower-case letters, digits, dots and hyphens.',
  'wrong-region': 'The bucket “{{bucket}}” is not in {{region}}. Enter its region under Advanced.',
  'wrong-region-known':
    'The bucket “{{bucket}}” is in {{actual}}, not in {{region}}. Enter {{actual}} as region under Advanced.',
  'access-denied-list': 'These keys may not list the bucket “{{bucket}}”. Ask its owner for s3:ListBucket.',
  'access-denied-get': 'These keys may not read “{{target}}”. Ask the bucket’s owner for s3:GetObject.',
  'access-denied-put': 'These keys may not write “{{target}}”. Ask the bucket’s owner for s3:PutObject.',
  'access-denied-delete': 'These keys may not delete “{{target}}”. Ask the bucket’s owner for s3:DeleteObject.',
  'access-denied-get-any':
    'These keys may not read what is in the bucket “{{bucket}}”. Ask its owner for s3:GetObject.',
  'access-denied-put-any': 'These keys may not write into the bucket “{{bucket}}”. Ask its owner for s3:PutObject.',
  'access-denied-delete-any':
    'These keys may not delete anything in the bucket “{{bucket}}”. Ask its owner for s3:DeleteObject.',
  'access-denied-list-buckets':
    'These keys may not list the buckets. Type the name of yours, or ask the account’s owner for s3:ListAllMyBuckets.',
  'access-denied-create-bucket':
    'These keys may not create the bucket “{{bucket}}”. Ask the account’s owner for s3:CreateBucket.',
  'bucket-taken':
    'The name “{{bucket}}” is taken: no two buckets share one, not even of strangers. Choose another name.',
  'bucket-taken-by-you': 'You have a bucket “{{bucket}}” already. Open it, or choose another name.',
  'too-many-buckets': 'This account has as many buckets as it may have. Delete one, or ask for a higher limit.',
  'acls-disabled':
    'The bucket “{{bucket}}” does not let an upload say who may see it. Upload again with “As the bucket says”.',
  'public-access-blocked':
    'The bucket “{{bucket}}” blocks public access, so everyone cannot see its pictures. Upload again with “As the bucket says”.',
  'not-supported': '{{server}} cannot do this: it does not know {{what}}. Ask whoever runs it, or do without.',
  unreachable: '{{server}} cannot be reached. Check the network and the endpoint, then try again.',
  'tls-failed-date':
    'The certificate of {{server}} is not valid today. Check this computer’s date; if it is right, tell whoever runs the server.',
  'tls-failed-name':
    'The certificate of {{server}} was made out to another name. Check the endpoint and the network: someone may stand between.',
  'tls-failed-authority':
    'The certificate of {{server}} is signed by nobody this computer trusts. If it is your own server, name its certificate file by ca_bundle in ~/.aws/config.',
  'tls-failed-handshake':
    '{{server}} does not speak the encryption that https:// asks for. Check the endpoint; a server without it needs http://.',
  'timed-out': '{{server}} took too long to answer. Try again in a moment.',
  'not-s3':
    'What answered at {{server}} is no S3 server; perhaps a login page of this network. Check the endpoint and the network.',
  throttled: '{{server}} asks for fewer requests. Wait a little, then try again.',
  'clock-skew': 'This computer’s clock differs too much from that of {{server}}. Set the clock, then try again.',
  'server-error': '{{server}} reported a fault of its own ({{status}}). Try again in a moment.',
  'quota-exceeded':
    'The space for “{{bucket}}” at {{server}} is used up. Delete something, or ask whoever runs it for more.',
  'encryption-key':
    'The bucket “{{bucket}}” is encrypted with a key that cannot be used{{aside}}. Ask its owner for access to the KMS key.',
  'key-vanished': '“{{key}}” is no longer in the bucket. Someone may have deleted it.',
  'object-changed': '“{{key}}” was replaced while it was being read. Try again to get the new one.',
  'already-exists': '“{{key}}” already exists in the bucket, so it was left as it is. Choose another album.',
  'archived-object': '“{{key}}” lies in an archive. Ask the bucket’s owner to restore it, then open it again.',
  'object-refused-too-large':
    '“{{key}}” is larger than the server takes. Choose a smaller size, or ask for a higher limit.',
  'object-refused-name':
    'The server does not take the name “{{key}}”. Choose a shorter one without unusual characters.',
  'object-refused-metadata':
    'The server does not take as much information as goes with “{{key}}”. Shorten the file’s name, then upload again.',
  'transfer-damaged': '“{{key}}” arrived damaged and was thrown away. Try again.',
  'not-a-url': '“{{text}}” is not the address of an S3 object. Paste an s3:// or https:// address.',
  'other-bucket': 'This address points into another bucket, “{{bucket}}”. Open that bucket first.',
  'not-an-image': '“{{name}}” is not a picture. Choose JPEG, PNG, WebP, GIF, AVIF or TIFF.',
  'unsupported-image':
    '“{{name}}” is {{format}}, which cannot be read here. Convert it to JPEG or PNG first, then add that.',
  'damaged-image': '“{{name}}” is damaged or cut short. Use an intact copy of it.',
  'image-too-large-pixels': '“{{name}}” has more than {{max}} pixels. Make it smaller first.',
  'image-too-large-side': '“{{name}}” is longer than {{max}} pixels on one side. Cut it into parts first.',
  'image-too-large-bytes': '“{{name}}” is larger than {{max}}. Make it smaller first.',
  'image-too-large-frames': '“{{name}}” has more than {{max}} frames. Shorten the animation first.',
  'image-too-large-channels':
    '“{{name}}” has more than {{max}} colour channels, so it is no ordinary picture. Save it as RGB first.',
  'image-too-large-seconds':
    '“{{name}}” took more than {{max}} seconds to work on and was given up. Make it smaller first.',
  'cannot-encode': 'The picture cannot be written as {{format}} ({{detail}}). Choose another format or size.',
  'host-died': 'Working on “{{name}}” failed for good. Other pictures are not affected; try another size or format.',
  'file-not-found': '“{{path}}” is not there any more. Choose it again.',
  'file-changed': '“{{path}}” changed while it was being read, so nothing was uploaded. Add it again.',
  'not-readable': '“{{path}}” cannot be read. Check its permissions.',
  'not-writable': '“{{path}}” cannot be written. Choose another folder, or check its permissions.',
  'disk-full': 'The disk is full, so “{{path}}” was not written. Free some space, then try again.',
  'result-expired': 'The prepared picture is gone. Choose size and format once more.',
  'not-a-table': '“{{path}}” is not a table of names. Use CSV or JSON with uuid, file_name and file_extension.',
  'aws-file-unclear':
    '“{{path}}” was left as it is, because something in it could have been lost{{aside}}. Edit it by hand.',
  aside: ' ({{detail}})',
  amazon: 'Amazon S3',
} as const;
