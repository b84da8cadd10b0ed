import { test } from 'tap';
import { element } from '../../src/report/xml.js';

test('elements', (t) => {
  t.equal(element('a', {}), '<a/>');
  t.equal(element('a', { b: 1, c: undefined, d: '' }), '<a b="1" d=""/>');
  t.equal(element('a', {}, 'text'), '<a>text</a>');
  t.equal(element('a', { b: 'c' }, [element('d', {}), element('e', {})]), '<a b="c">\n<d/>\n<e/>\n</a>');
  t.end();
});

test('what is special is escaped, what is illegal replaced', (t) => {
  t.equal(element('a', { b: '&<>"\'\t\n\r\u0001' }), '<a b="&amp;&lt;&gt;&quot;\'&#9;&#10;&#13;\ufffd"/>');
  t.equal(element('a', {}, '&<>"\'\t\n\r\u0001]]>'), '<a>&amp;&lt;&gt;"\'\t\n&#13;\ufffd]]&gt;</a>');
  t.equal(element('a', {}, '\ud800x\udc00\ufffe\u{1f600}'), '<a>\ufffdx\ufffd\ufffd\u{1f600}</a>');
  t.end();
});
