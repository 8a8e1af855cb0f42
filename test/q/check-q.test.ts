import { describe, expect, it } from 'vitest';
import { checkQ } from '../../scripts/check-q/check-q.ts';

/** What is wrong with lines of q, without the file's name. */
const wrong = (...lines: readonly string[]) =>
  checkQ([{ name: 'a.q', text: lines.join('\n') }]).map((line) => line.replace('a.q:', ''));

describe('what is q', () => {
  it.each([
    ['comments and strings', ['/ it\'s "a comment', 'a:"no / comment; \\"}\\n" / but this is', 'a']],
    ['a comment of several lines', ['/', 'it isn"t read (', '\\', 'a:1']],
    ['what follows a backslash on its own line', ['a:1', '\\', 'globals used (']],
    ['numbers and times', ['(0b;01b;0x0aff;1h;2i;3j;1 -2;-1.5e3;.5;0N;0n;0W;-0Wp;0Np;0Nn;2000.01m)']],
    ['more times', ['(2026.11.22;2026.11.22D10:00;1D;0D00:01:30;00:01;00:01:30.000;0:;1 2f)']],
    ['files read and written', ['`:a.txt 0:enlist "b"', '("SJ";",")0:`:a.txt']],
    ['symbols', ['(`;`a`b.c;`:path/to/file;`::5010;`:tcps://host:5010)', 'f:{x}', '`a`b!1 2']],
    ['functions and locals', ['.a.f:{[b;c]d:b+c;neg d}', '.a.f[1;2]', '{x+y*z}[1;2;3]', '{.z.s x}']],
    ['lines that break after a semicolon', ['.a.f:{[b]', '  c:b;', '  c+1 }', '.a.g:(1;', '  2)']],
    ['iterators', ['(+/)1 2', '1 2+\\:3', '{x}each 1 2', "{x+y}'[1 2;3 4]", "'`oops"]],
    ['a table, and a query of it', ['t:([]k:1 2;v:3 4)', 'select s:sum v by k from t where v>2,i<1']],
    ['keyed tables and what is enlisted', ['t:([k:enlist 1]v:enlist`a)', 'exec v from t']],
    ['globals that a lambda sets', ['n:0', '{n::x;n+:1;.a.b:2}1', '.a.b', '`upd set{x}', 'upd 1']],
    ['a condition, and control', ['f:{[a]if[a;:1];$[a;1;a;2;3]}', 'f 1']],
  ])('%s', (_, lines) => {
    expect(wrong(...lines)).toEqual([]);
  });
});

describe('what is not', () => {
  it.each([
    ['a:"open', '1 a string has no end on its line, or an escape that q does not know'],
    ['a:"\\d"', '1 a string has no end on its line, or an escape that q does not know'],
    ['a:1O', '1 1O is no number'],
    ['a:2026.13.01', '1 2026.13.01 is no number'],
    ['a:1é', '1 q has no use for "é" outside of strings and comments'],
    ['f:{x each\\: y}', undefined],
    ['f:+ \\1 2', '1 the iterator \\ stands apart from what it modifies'],
    ['f:{(x;y]}', '1 ] closes nothing'],
    ['a:1)', '1 ) closes nothing'],
    ['f:{x', '1 } is missing at the end'],
    ['f:{\n  x\n}', '3 } is missing before this line, or its indent is'],
    ['f:{[a]\n  b:a\n  b }', '3 no semicolon before b, which begins a line'],
    ['/\nno end', '2 a comment of several lines has no end'],
    ['a:\t1', '1 a tab or a carriage return'],
    ['a:lenght 1 2', '1 lenght is defined nowhere'],
    ['a:.Q.nothing 1', '1 .Q.nothing is defined nowhere'],
    ['h:0;h(`.a.nothing;1)', '1 `.a.nothing is defined nowhere'],
    ['f:{[a]{a+x}each 1 2}', '1 a is a local of a lambda around this one, which q does not look into'],
    ['f:{[a]b:a;1}', '1 b is assigned in this lambda, and never read'],
    ['f:{[a;b]a+b};f[1;2;3]', '1 f takes 2, and is given 3'],
    ['f:{x};f[1;2]', '1 f takes 1, and is given 2'],
    ['group:1', '1 group is a word of q, and cannot be a name'],
    ['t:([]from:1 2)', '1 from is a word of q, and cannot be a name'],
    ['f:{[by]by}', '1 by is a word of q, and cannot be a name'],
    ['a_b:1', '1 a_b has an underscore, which is also Drop'],
    ['a:1;if a', '1 if is not followed by a bracket'],
    ['a:1;if[a]', '1 if[…] does nothing'],
    ['-1 $[1b;"a";"b"]', '1 $[…] stands right of an operand: it needs parentheses'],
    ['a:type @[{x};1;2]', '1 @[…] stands right of an operand: it needs parentheses'],
    ['f:{[a]-1 a}', '1 -1 right after a bracket is a subtraction: it needs a space'],
    ['a:$[1b;2]', '1 $[…] has 2 expressions; a condition needs 3, 5, …'],
    ['t:([]k:1 2);select v from t', '1 v is defined nowhere'],
    ['\\l b.q', '1 it loads b.q, which is not here'],
    ['f:{[a;b;c;d;e;g;h;j;k]a}', '1 a lambda of 9 arguments'],
  ])('%j', (source, problem) => {
    if (problem === undefined) expect(wrong(source)).toEqual([]);
    else expect(wrong(source)).toContain(problem);
  });
});

describe('several files', () => {
  const a = { name: 'a.q', text: '.a.f:{x+1}' };

  it('see what they load, and what that loads', () => {
    const b = { name: 'b.q', text: '\\l a.q\n.b.g:{.a.f x}' };
    const c = { name: 'c.q', text: '\\l b.q\n.a.f .b.g 1' };
    expect(checkQ([a, b, c])).toEqual([]);
  });

  it('see what a function loads for them', () => {
    const load = '.b.load:{[file] system"l ",file}';
    const b = { name: 'b.q', text: `${load}\n.b.load each("a.q";"a.q")\n.a.f 1` };
    expect(checkQ([a, b])).toEqual([]);
    expect(checkQ([b])).toContain('b.q:1 it loads a.q, which is not here');
    expect(checkQ([a, { name: 'c.q', text: `${load}\n.b.f"a.q"\n.a.f 1` }])).toContain(
      'c.q:3 .a.f is defined nowhere',
    );
  });

  it('see what those that load them bring', () => {
    const b = { name: 'b.q', text: '\\l c.q\n.b.g:{.c.h x}' };
    const c = { name: 'c.q', text: '.c.h:{.b.g x}' };
    expect(checkQ([b, c])).toEqual([]);
    expect(checkQ([c])).toEqual(['c.q:1 .b.g is defined nowhere']);
  });

  it('do not see another file, but may send its names to another process', () => {
    const b = { name: 'b.q', text: 'h:0;h(`.a.f;1);.a.f 1' };
    expect(checkQ([a, b])).toEqual(['b.q:1 .a.f is defined nowhere']);
  });
});
