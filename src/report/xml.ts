/** XML 1.0 as text. Written here because the writers on npm pass on what no XML may hold (fast-xml-builder 1.3) or bring a DOM (xmlbuilder2). */

/** Everything outside https://www.w3.org/TR/xml/#NT-Char, half surrogates too: no escape makes it legal. */
const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A reader turns plain ones in attributes into spaces, and a carriage return into a line feed everywhere.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escaped(text: string, special: RegExp): string {
  return text.replace(illegal, '\ufffd').replace(special, (character) => entities[character] ?? character);
}

/** An element on lines of its own: attributes in the order given, those that are undefined left out; content is text or elements. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: string | readonly string[] = [],
): string {
  const start = Object.entries(attributes).reduce(
    (text, [key, value]) =>
      value === undefined ? text : `${text} ${key}="${escaped(String(value), /[&<>"\t\n\r]/g)}"`,
    `<${name}`,
  );
  if (content.length === 0) return `${start}/>`;
  if (typeof content === 'string') return `${start}>${escaped(content, /[&<>\r]/g)}</${name}>`;
  return [`${start}>`, ...content, `</${name}>`].join('\n');
}
