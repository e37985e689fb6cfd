import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeXmp } from '../../../electron/pipeline/xmp.ts';
import { cameraXmp } from '../../support/camera-exif.ts';

const changed = (text: string, withoutLocation = true) => changeXmp(Buffer.from(text), { withoutLocation });

describe('changeXmp', () => {
  it('takes out attributes and elements that tell a place, whatever their prefix', () => {
    const text = '<d a:GPSLatitude="1" b:Rating=\'2\'><c:City>Seoul</c:City><e:longitude/><f:title>x</f:title></d>';
    expect(changed(text)).toBe("<d b:Rating='2'><f:title>x</f:title></d>");
    expect(changed(text, false)).toBe(text);
  });

  it('takes an element out with all that is in it, and goes on behind it', () => {
    const text = '<d><L:LocationShown><b><City>1</City><x/></b></L:LocationShown><t>kept</t></d>';
    expect(changed(text)).toBe('<d><t>kept</t></d>');
  });

  it('leaves names of spaces, comments, instructions and character data alone', () => {
    const text =
      '<?xpacket begin=""?><!-- a > b --><d xmlns:location="u"><![CDATA[ <gps> ]]>&amp;</d>\n<?xpacket end="w"?>';
    expect(changed(text, false)).toBe(text);
    expect(changed(text)).toBe(text.replace('<!-- a > b -->', ''));
  });

  it('leaves no comment, instruction or text around the packet to tell the place without it', () => {
    const at = '<d><!-- at 37.5 N --><?gps 37.5?><g:point xmlns:g="u">37.5 126.9</g:point><t>kept</t></d>';
    expect(changed(at)).toBe('<d><t>kept</t></d>');
    expect(changed(`\ufeff${at}\n`)).toBe('\ufeff<d><t>kept</t></d>\n');
    expect(changed('37.5 126.9')).toBeNull();
    expect(changed('<d/>37.5 126.9')).toBeNull();
    expect(changed('<![CDATA[37.5]]><d/>', false)).toBeNull();
  });

  it('drops what was true of the old file alone also where all is kept', () => {
    expect(changed('<d tiff:Orientation="6" tiff:Make="M"><xmp:Thumbnails><a/></xmp:Thumbnails></d>', false)).toBe(
      '<d tiff:Make="M"></d>',
    );
  });

  it.each(['<a><b></a>', '<a', '<a b=c/>', '</a>', '<!DOCTYPE a><a/>', '<a b="<"/>', 'a\0b', '', '  '])(
    'refuses %j, which is no XML that it reads',
    (text) => {
      expect(changed(text)).toBeNull();
    },
  );

  it('refuses text that is not UTF-8, and depths that no editor writes', () => {
    expect(changeXmp(Buffer.from('<a/>', 'utf16le'), { withoutLocation: true })).toBeNull();
    expect(changed(`${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`)).toBeNull();
  });

  it('reads a packet of any kind once, and leaves no place in what it answers', () => {
    const pieces = [
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      ' ',
      'a:b',
      'x:GPSLatitude',
      '<a>',
      '</a>',
      '<City>',
      '</City>',
      '<!--',
    ];
    const text = fc.array(fc.constantFrom(...pieces, ' y:City="z"', '-->', '<?', '?>', cameraXmp), { maxLength: 60 });
    fc.assert(
      fc.property(text, (parts) => {
        const before = performance.now();
        const answer = changed(parts.join(''));
        expect(performance.now() - before).toBeLessThan(1000);
        if (answer === null) return;
        // What a reader of XML would see: neither comments nor instructions nor text between tags.
        const tags = answer.replaceAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '').match(/<[^>]*>/g) ?? [];
        expect(tags.filter((tag) => /^<[^<>"']*(?:City|GPSLatitude)/.test(tag))).toEqual([]);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it.each(['<a '.repeat(100_000), '<!--'.repeat(100_000), `<a${' b="c"'.repeat(100_000)}`, '<a b="'.repeat(100_000)])(
    'gives up a long text that is never closed at once (%#)',
    (text) => {
      const before = performance.now();
      expect(changed(text)).toBeNull();
      expect(performance.now() - before).toBeLessThan(2000);
    },
  );
});
