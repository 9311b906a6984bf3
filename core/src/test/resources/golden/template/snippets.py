"""Small templates, one a line, each of which shows one behaviour of jinja2 that a template may rely on."""

import re

VARIABLES = {
    "s": "Hello World", "u": "  é🎉 ñ\n", "e": "", "h": "<b>\"x\" & 'y'</b>", "lines": "one\ntwo\n\n  three",
    "t": True, "f": False, "n": None, "i": 7, "neg": -7, "z": 0, "x": 2.5, "big": 12345678901234567890,
    "l": [3, 1, 2], "w": ["b", "A", "c", "a"], "nested": [[1, 2], [3, [4, None]]], "empty": [],
    "d": {"b": 1, "a": 2, "get": 3, "C": None}, "ed": {},
    "p": [{"name": "Ann", "age": 30}, {"name": "bob", "age": 25}, {"name": "Cy", "age": 30, "x": {"y": 1}}],
    "m": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yo"}, {"role": "user", "content": "Bye"}],
}

# Each line is a template, or several that only print; \n, \r and \t outside of tags are the characters they stand for.
LINES = r"""
{{ 1 + 2 * 3 - 4 }} {{ 2 ** 10 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ (1 + 2) * 3 }}
{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 // -2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ -7 % -3 }}
{{ 7 / 2 }} {{ 6 / 2 }} {{ -7 / 2 }} {{ 1 / 3 }} {{ 7.5 // 2 }} {{ -7.5 // 2 }} {{ 7.5 % 2 }} {{ -7.5 % 2 }} {{ 7.5 % -2 }}
{{ 0.1 + 0.2 }} {{ 1e16 }} {{ 1e15 }} {{ 1.0 }} {{ 1e-4 }} {{ 1e-5 }} {{ 123456789.123456789 }} {{ 1e100 }} {{ 5e-324 }} {{ -0.0 }}
{{ 100000 * 100000 * 100000 * 100000 }} {{ 2 ** 100 }} {{ big + 1 }} {{ -big // 7 }} {{ -big % 7 }} {{ big * big }} {{ 9223372036854775807 + 1 }}
{{ -9223372036854775807 - 2 }} {{ 9223372036854775807 * 2 }} {{ (0 - 9223372036854775807 - 1) // -1 }} {{ 2 ** -1 }} {{ 2 ** 0.5 }} {{ 0 ** 0 }}
{{ 1_000 }} {{ 0x1f }} {{ 0b101 }} {{ 0o17 }} {{ 1_0.5 }} {{ 1E3 }}
{{ true + true }} {{ true * 3 }} {{ not true }} {{ not 0 }} {{ not '' }} {{ not none }} {{ +true }} {{ -true }}
{{ 1 == 1.0 }} {{ true == 1 }} {{ '1' == 1 }} {{ none == false }} {{ [1, 2] == [1, 2.0] }} {{ {'a': 1} == {'a': 1.0} }} {{ (1, 2) == [1, 2] }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 'a' < 'b' }} {{ 'a' < 'B' }} {{ [1, 2] < [1, 3] }} {{ (1,) < (1, 0) }} {{ 1 != 2 }} {{ big > 1e19 }}
{{ 1 < 'a' }}
{{ none < 1 }}
{{ [1] < ['a'] }}
{{ 1 / 0 }}
{{ 1 // 0 }}
{{ 1 % 0 }}
{{ 1.0 / 0 }}
{{ 1 + 'a' }}
{{ 'a' + 1 }}
{{ 'a' + none }}
{{ none + 'a' }}
{{ [1] + (2,) }}
{{ 'ab' * 3 }} {{ 3 * 'ab' }} {{ 'ab' * 0 }} {{ 'ab' * -1 }} {{ [1, 2] * 2 }} {{ (1,) * 3 }} {{ 'a' * true }}
{{ [1] + [2] }} {{ (1,) + (2, 3) }} {{ 'a' 'b' }} {{ 'a' ~ 1 ~ none ~ true ~ 2.0 ~ [1] }}
{{ 1 and 2 }} {{ 0 and 2 }} {{ 0 or '' }} {{ '' or 'x' }} {{ none or [] }} {{ not 1 or 2 }} {{ 1 and 0 or 3 }}
{{ 1 if t else 2 }} {{ 1 if f else 2 }} [{{ 1 if f }}] {{ 'a' if f else 'b' if f else 'c' }}
{{ 1 in l }} {{ 9 in l }} {{ 9 not in l }} {{ 'ell' in s }} {{ '' in s }} {{ 'a' in d }} {{ 1 in d }} {{ 'b' in w }} {{ none in [none] }}
{{ 1 in 'abc' }}
{{ 1 in 5 }}
{{ 1 in none }}
{{ true }} {{ True }} {{ false }} {{ False }} {{ none }} {{ None }} {{ t }} {{ n }} {{ [true, none, false] }}
{{ [1, 'a', 2.0, none, true, [], {}, ()] }} {{ {'a': 1, "b": 'x', 3: none} }} {{ (1,) }} {{ () }} {{ (1, 2) }}
{{ ["it's"] }} {{ ['say "x"'] }} {{ ['a\'b"c'] }} {{ ['\n\t\\'] }} {{ ['é🎉'] }} {{ ['\x00\x7f\xa0'] }}
{{ 'a\nb' }} {{ 'a\tb' }} {{ "\"" }} {{ '\'' }} {{ '\\n' }} {{ '\u00e9' }} {{ '\x41' }} {{ '\101' }} {{ '\q' }}
{{ s[0] }} {{ s[-1] }} {{ s[1:4] }} {{ s[:-1] }} {{ s[::-1] }} {{ s[::2] }} {{ s[-3:] }} {{ s[5:2] }} {{ s[100:] }} {{ s[8:2:-2] }}
{{ u[2] }} {{ u[2:4] }} {{ u[3] }} {{ u|length }} {{ u[::-1] }} {{ u.find('ñ') }}
{{ l[0] }} {{ l[-1] }} {{ l[1:] }} {{ l[:2] }} {{ l[::-1] }} {{ l[-2:] }} {{ l[5:] }} {{ (1, 2, 3)[1:] }} {{ range(10)[2:8:3] }} {{ range(5)[::-1]|list }}
{{ l[10] }}|{{ s[100] }}
{{ l['a'] }}|
{{ l[1.0] }}|
{{ l[::0] }}
{{ l['a':] }}
{{ d[1:] }}
{{ none[0] }}
{{ 5[0] }}|
{{ d.a }} {{ d['a'] }} {{ d.missing }} {{ d['missing'] is defined }} {{ d.C }} {{ d['get'] }} {{ d.get('get') }}
{{ d.get('a') }} {{ d.get('zz') }} {{ d.get('zz', 5) }} {{ d.keys()|list }} {{ d.values()|list }} {{ d.items()|list }} {{ d|list }} {{ d }}
{{ d.keys() }} {{ d.values() }} {{ d.items() }} {{ 'a' in d.keys() }} {{ 2 in d.values() }} {{ ('a', 2) in d.items() }}
{{ dict(a=1, b=2) }} {{ dict(d, z=1) }} {{ dict([('x', 1), ('y', 2)]) }} {{ dict() }} {{ {'a': 1, 'a': 2} }} {{ {1: 'a', true: 'b', 1.0: 'c'} }}
{{ d.update({'q': 1}) }}
{{ l.append(1) }}
{{ l.pop() }}
{{ d.pop('a') }}
{{ l.sort() }}
{{ d.setdefault('a') }}
{{ d.copy() }} {{ l.copy() }} {{ l.index(1) }} {{ l.count(1) }} {{ (1, 2, 1).count(1) }} {{ (1, 2).index(2) }}
{{ l.index(99) }}
{{ missing }}|{{ missing is defined }}|{{ missing|default('x') }}|{{ missing|length }}|{{ missing|list }}|{{ missing == missing2 }}|{{ not missing }}
{{ missing.x }}
{{ missing['x'] }}
{{ missing() }}
{{ missing + 1 }}
{{ missing ~ 'a' }} {{ missing|upper }} {{ missing|join }} {{ missing|string }} {{ missing|tojson if false }}
{{ missing|tojson }}
{{ missing < 1 }}
{{ d.missing.x }}
{{ p[0].zz.y }}
{{ s.nope() }}
{{ s.nope }}|{{ l.foo }}|{{ i.foo }}|{{ n.foo }}
{{ p[5].name }}
{{ nope(1) }}
{{ s() }}
{{ -missing }}
{{ 'x' in missing }}{% for a in missing %}a{% else %}none{% endfor %}
{{ [missing] }}
{{ s.__class__ }}|
{{ s.__class__.__mro__ }}
{{ ''.__class__.__base__.__subclasses__() }}
{{ s|attr('__class__') }}|
{{ (d|attr('items'))() }}
{{ '{0.__class__}'.format(s) }}
{{ raise_exception('Bad <input>: ' ~ s) }}
{% if true %}{{ raise_exception('x') }}{% endif %}
{{ strftime_now('%Y-%m-%d %d %b %B %A %a %H:%M:%S %j %p %I %y %m %%') }}
{{ strftime_now('%d %B %Y') }}|{{ strftime_now('') }}|{{ strftime_now('é') }}|{{ strftime_now('%f %U %w %W %c %x %X') }}
{{ s|upper }} {{ s|lower }} {{ s|title }} {{ s|capitalize }} {{ 'hELLO wORLD-foo'|title }} {{ "it's o'neil"|title }} {{ 'ß'|upper }}
{{ s|length }} {{ l|count }} {{ d|length }} {{ s|reverse }} {{ l|reverse|list }} {{ s|first }} {{ s|last }} {{ l|first }} {{ l|last }} {{ empty|first }} {{ empty|last }}
{{ 5|length }}
{{ none|length }}
{{ l|sort }} {{ w|sort }} {{ w|sort(case_sensitive=true) }} {{ l|sort(reverse=true) }} {{ p|sort(attribute='age')|map(attribute='name')|list }} {{ p|sort(attribute='age,name')|map(attribute='name')|list }}
{{ [1, 'a']|sort }}
{{ [none, 1]|sort }}
{{ l|sum }} {{ p|sum(attribute='age') }} {{ [0.1, 0.2]|sum }} {{ empty|sum }} {{ [[1], [2]]|sum(start=[]) }} {{ l|sum(start=10) }}
{{ l|min }} {{ l|max }} {{ w|min }} {{ w|max }} {{ w|max(case_sensitive=true) }} {{ p|max(attribute='age') }} {{ empty|max }}
{{ l|join }} {{ l|join('-') }} {{ w|join(', ') }} {{ p|join('/', attribute='name') }} {{ s|join('.') }} {{ [none, true, 1.5]|join(' ') }} {{ d|join }}
{{ s|replace('l', 'L') }} {{ s|replace('l', 'L', 2) }} {{ s|replace('', '.') }} {{ 'aaa'|replace('aa', 'b') }} {{ 5|replace('5', '6') }}
{{ u|trim }}| {{ 'xxaxx'|trim('x') }} {{ '\n a \t'|trim }}|{{ 5|trim }}|
{{ 3.7|int }} {{ '42'|int }} {{ 'x'|int }} {{ 'x'|int(5) }} {{ '0x1f'|int(0, 16) }} {{ '1e3'|int }} {{ none|int }} {{ '-3.9'|int }} {{ ' 7 '|int }} {{ true|int }}
{{ '1.5'|float }} {{ 'x'|float }} {{ 'x'|float(2.5) }} {{ 3|float }} {{ '1e400'|float }} {{ 'nan'|float }} {{ '-inf'|float }} {{ none|float }}
{{ 2.5|round }} {{ 3.5|round }} {{ -2.5|round }} {{ 2.567|round(2) }} {{ 2.561|round(2, 'ceil') }} {{ 2.569|round(2, 'floor') }} {{ 1234.5|round(-2) }} {{ 5|round }} {{ 42.55|round(1) }}
{{ -5|abs }} {{ (-5)|abs }} {{ (-2.5)|abs }} {{ true|abs }}
{{ 'a'|abs }}
{{ missing|default }}| {{ none|default('x') }} {{ none|default('x', true) }} {{ ''|default('x', boolean=true) }} {{ 0|d(5) }} {{ 0|d(5, true) }}
{{ 'a b c'|wordcount }} {{ s|center(20) }}| {{ s|truncate(5) }} {{ s|truncate(8, true) }} {{ s|truncate(9, false, '!', 0) }} {{ s|truncate(7, leeway=0) }}
{{ lines|indent }}\n{{ lines|indent(2, true) }}\n{{ lines|indent(2, blank=true) }}\n{{ lines|indent('> ', first=true) }}
{{ 'the quick brown fox jumps over the lazy dog'|wordwrap(12) }}|{{ 'aaaaaaaaaa'|wordwrap(3) }}|{{ 'aaaaaaaaaa b'|wordwrap(3, false) }}
{{ h|e }} {{ h|escape }} {{ h|safe }} {{ h|forceescape }} {{ h|e|e }} {{ (h|safe)|e }} {{ (h|e) ~ '<' }} {{ (h|e) + '<' }}
{{ h|striptags }} {{ '<p>a  <!-- c --> b</p> &amp; c'|striptags }} {{ h|urlencode }} {{ {'a b': 'é&', 'c': 1}|urlencode }} {{ [['a', 1]]|urlencode }}
{{ l|batch(2)|list }} {{ l|batch(2, 'x')|list }} {{ l|slice(2)|list }} {{ l|slice(2, 'x')|list }} {{ range(7)|slice(3)|list }}
{{ [1, 2, 1, 3]|unique|list }} {{ ['a', 'A', 'b']|unique|list }} {{ ['a', 'A']|unique(true)|list }} {{ p|unique(attribute='age')|map(attribute='name')|list }}
{{ p|groupby('age') }}
{% for g, xs in p|groupby('age') %}{{ g }}:{{ xs|map(attribute='name')|join(',') }};{% endfor %}{% for g in p|groupby('age', default=0) %}{{ g.grouper }}{{ g.list|length }} {% endfor %}
{{ d|dictsort }} {{ d|dictsort(true) }} {{ {'a': 2, 'b': 1}|dictsort(by='value') }} {{ {'a': 2, 'b': 1}|dictsort(reverse=true) }}
{{ d|items|list }} {{ missing|items|list }}
{{ l|items }}{{ l|items|list }}
{{ l|map('string')|list }} {{ w|map('upper')|join }} {{ p|map(attribute='name')|list }} {{ p|map(attribute='x.y', default='-')|list }} {{ w|map('replace', 'a', 'z')|list }} {{ nested|map(attribute=0)|list }}
{{ l|select('odd')|list }} {{ l|reject('odd')|list }} {{ [0, 1, '', none]|select|list }} {{ [0, 1]|reject|list }} {{ l|select('gt', 1)|list }} {{ l|select('in', [1, 9])|list }}
{{ p|selectattr('x')|map(attribute='name')|list }} {{ p|rejectattr('x', 'defined')|map(attribute='name')|list }} {{ p|selectattr('age', 'equalto', 30)|list|length }} {{ m|selectattr('role', '==', 'user')|list }} {{ m|rejectattr('role', 'in', ['user'])|map(attribute='content')|first }}
{{ l|map('nope')|list }}
{{ l|select('nope')|list }}
{{ l|nope }}
{{ l is nope }}
{{ l|map }}
{{ w|map('upper') is iterable }} {{ l|string }} {{ l|list }} {{ s|list }} {{ 'abc'|string }} {{ 5|string ~ 'x' }}
{{ {'a': [1, {'b': none}], 'é': 'x'}|tojson }} {{ s|tojson }} {{ h|tojson }} {{ 1.0|tojson }} {{ 1e20|tojson }} {{ true|tojson }} {{ none|tojson }} {{ (1, 2)|tojson }} {{ big|tojson }}
{{ {'b': 1, 'a': {'d': [], 'c': {}}}|tojson(indent=2) }}\n{{ [1, [2, [3]]]|tojson(indent=4) }}\n{{ []|tojson(indent=2) }}\n{{ [1]|tojson(indent=0) }}
{{ d|tojson(sort_keys=true) }} {{ l|tojson(separators=(',', ':')) }} {{ d|tojson(separators=(',', ':'), indent=1) }} {{ u|tojson(ensure_ascii=true) }} {{ u|tojson(ensure_ascii=false) }} {{ [1]|tojson(indent='--') }}
{{ '\u2028\x00\x1f\x7f\\/"\b'|tojson }} {{ {1: 2, none: 3, true: 4, 1.5: 5}|tojson }} {{ 'nan'|float|tojson }} {{ '-inf'|float|tojson }} {{ 0.1|tojson }} {{ 1e-7|tojson }}
{{ {(1, 2): 3}|tojson }}
{{ range(3)|tojson }}
{{ l|map('string')|tojson }}
{{ d.items()|tojson }}
{{ d.items|tojson }}
{{ '%s and %d' % ('a', 5) }} {{ '%05d|%-5s|%5s|%+d|%x|%X|%o|%e|%g|%.3f|%r|%%|%c' % (42, 'a', 'b', 3, 255, 255, 8, 12345.678, 0.0001, 3.14159, 'q', 'z') }} {{ '%s' % l }} {{ '%(a)s' % {'a': 1} }}
{{ '%d' % 'a' }}
{{ '%s %s' % ('a',) }}
{{ '%s' % ('a', 'b') }}
{{ '%d' % 3.9 }} {{ '%s' % none }} {{ '%i' % true }} {{ '%5.1f%%' % 99.55 }} {{ '%*d' % (5, 3) }} {{ '%#x' % 255 }} {{ '% d' % 5 }} {{ '%.2s' % 'abc' }}
{{ '{} {}'.format(1, 'a') }} {{ '{1} {0}'.format(1, 'a') }} {{ '{a} {b!r}'.format(a=1, b='x') }} {{ '{:>5}|{:<5}|{:^5}|{:*^7}'.format('a', 'b', 'c', 'd') }} {{ '{{}}'.format() }}
{{ '{:d} {:05d} {:,} {:_} {:x} {:#b} {:+} {:.2f} {:e} {:g} {:%} {:.1%}'.format(5, 42, 1234567, 1234567, 255, 5, 3, 3.14159, 12345.678, 1e10, 0.5, 0.123) }}
{{ '{0[a]} {0.b} {1[0]}'.format({'a': 1}, l) }}
{{ '{0[a]} {1[0]} {x[1]}'.format({'a': 1}, l, x=w) }} {{ '{:{}}'.format('a', 5) }}|{{ '{!s:>4}'.format(none) }}
{{ '{}'.format() }}
{{ '{a}'.format() }}
{{ '{:d}'.format('a') }}
{{ '{'.format() }}
{{ '%s items'|format(5) }} {{ '%(a)s'|format(a=3) }} {{ '%s-%s'|format('a', 'b') }}
{{ s.upper() }} {{ s.lower() }} {{ s.title() }} {{ s.capitalize() }} {{ s.swapcase() }} {{ s.casefold() }} {{ 'ǆ'.title() }} {{ 'ΑΣ'.lower() }}
{{ s.startswith('Hell') }} {{ s.startswith(('x', 'H')) }} {{ s.endswith('ld') }} {{ s.startswith('e', 1) }} {{ s.endswith('o', 0, 5) }} {{ s.startswith('') }}
{{ s.find('o') }} {{ s.find('o', 5) }} {{ s.find('z') }} {{ s.rfind('o') }} {{ s.index('W') }} {{ s.count('l') }} {{ s.count('') }} {{ 'aaaa'.count('aa') }}
{{ s.index('zz') }}
{{ s.split() }} {{ s.split('o') }} {{ s.split('o', 1) }} {{ s.rsplit('o', 1) }} {{ '  a  b '.split() }} {{ ' a  b '.split(' ') }} {{ 'a b c'.split(none, 1) }} {{ 'a,b'.split(sep=',') }} {{ ''.split() }} {{ ''.split(',') }}
{{ s.split('') }}
{{ 'a\nb\r\nc\x0bd\u2028e\n'.splitlines() }} {{ 'a\nb'.splitlines(true) }} {{ s.partition('o') }} {{ s.rpartition('o') }} {{ s.partition('z') }}
{{ u.strip() }}|{{ u.lstrip() }}|{{ u.rstrip() }}|{{ 'xyxaxy'.strip('xy') }}|{{ 'xyxaxy'.lstrip('xy') }}|{{ 'xyxaxy'.rstrip('xy') }}|{{ '\u3000\xa0a\x1c'.strip() }}
{{ s.replace('l', 'L') }} {{ s.replace('l', 'L', 1) }} {{ s.replace('', '-', 3) }} {{ s.replace('o', '') }} {{ s.removeprefix('Hello ') }} {{ s.removesuffix('ld') }} {{ s.removeprefix('x') }}
{{ ', '.join(w) }} {{ ''.join(s) }} {{ '-'.join(d) }} {{ ','.join([]) }}
{{ ','.join(l) }}
{{ '5'.zfill(3) }} {{ '-5'.zfill(4) }} {{ 'ab'.center(7, '*') }} {{ 'ab'.ljust(5) }}|{{ 'ab'.rjust(5, '.') }} {{ 'a\tb'.expandtabs(4) }} {{ 'abc'.center(6) }}|{{ 'abcd'.center(7) }}|
{{ '12'.isdigit() }} {{ '²'.isdigit() }} {{ '²'.isdecimal() }} {{ '½'.isnumeric() }} {{ 'ab'.isalpha() }} {{ 'a1'.isalnum() }} {{ ' '.isspace() }} {{ 'Ab'.istitle() }} {{ 'ab'.islower() }} {{ 'AB'.isupper() }} {{ ''.isalpha() }} {{ 'a_1'.isidentifier() }} {{ 'é'.isascii() }} {{ '\n'.isprintable() }}
{{ s.encode() }}
{{ 'a'.format_map({'a': 1}) }} {{ '{a}'.format_map({'a': 1}) }}
{{ s.translate({72: 'J'}) }} {{ 'abc'.maketrans('a', 'b') }}
{{ (5).bit_length() }} {{ i.real }} {{ x.is_integer() }} {{ 2.0.is_integer() }}
{{ i is odd }} {{ i is even }} {{ i is divisibleby 7 }} {{ i is divisibleby(2) }} {{ s is string }} {{ i is number }} {{ t is number }} {{ i is integer }} {{ t is integer }} {{ x is float }} {{ t is boolean }} {{ t is true }} {{ 1 is true }} {{ f is false }}
{{ d is mapping }} {{ l is mapping }} {{ l is sequence }} {{ s is sequence }} {{ d is sequence }} {{ 5 is sequence }} {{ l is iterable }} {{ s is iterable }} {{ 5 is iterable }} {{ n is none }} {{ missing is none }} {{ range is callable }} {{ s is callable }} {{ range(2) is sequence }}
{{ 'a' is lower }} {{ 'A' is upper }} {{ 'aB' is lower }} {{ '' is lower }} {{ 1 is sameas 1 }} {{ t is sameas true }} {{ n is sameas none }} {{ l is sameas l }} {{ h|e is escaped }} {{ 'upper' is filter }} {{ 'odd' is test }} {{ 'x' is filter }}
{{ 1 is eq 1 }} {{ 1 is ne 2 }} {{ 1 is lt 2 }} {{ 1 is le 1 }} {{ 2 is gt 1 }} {{ 2 is ge 3 }} {{ 1 is in [1] }} {{ 1 is not in [1] }} {{ 1 is equalto 1 }} {{ 1 is greaterthan 0 }} {{ 1 is lessthan(0) }} {{ 1 is not none }} {{ not 1 is odd }}
{{ missing is undefined }} {{ n is defined }} {{ d.zz is undefined }} {{ d.a is defined and d.a is not none }} {{ l[9] is defined }} {{ missing is string }} {{ missing is iterable }} {{ missing is mapping }}
{{ 5 is divisibleby 0 }}
{{ 'a' is odd }}
{{ 2 is odd or 3 is odd }} {{ 3 is odd ~ 'x' }} {{ 4|string|length + 1 }} {{ -4|abs }} {{ 'a' ~ 1 + 2 }} {{ 1 ~ 2 * 3 }} {{ 'a' in 'abc' and 'b' }} {{ 1 + 1 if t else 0 }}
{% for x in l %}{{ x }}{% endfor %} {% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}
{% for x in l %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }}{{ loop.cycle('a', 'b') }}{{ loop.changed(x > 1) }}{{ loop.depth }}{{ loop.depth0 }} {% endfor %}
{% for x in empty %}x{% else %}none{% endfor %} {% for x in l if x > 5 %}x{% else %}none{% endfor %} {% for x in l if x > 1 %}{{ x }}{{ loop.index }}{{ loop.last }}{{ loop.length }}{% endfor %}
{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %} {% for x in l %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% else %}e{% endfor %} {% for x in l %}{% break %}{% else %}e{% endfor %}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %} {% for k in d %}{{ k }}{% endfor %} {% for a, b in [(1, 2), [3, 4], 'xy'] %}{{ a }}{{ b }} {% endfor %} {% for (a, b), c in [((1, 2), 3)] %}{{ a + b + c }}{% endfor %}
{% for a, b in [(1, 2, 3)] %}{% endfor %}
{% for a, b in [1] %}{% endfor %}
{% for x in 5 %}{% endfor %}
{% for x in none %}{% endfor %}
{% for x in nested recursive %}{% if x is iterable %}[{{ loop(x) }}]{% else %}{{ x }}@{{ loop.depth }}{% endif %}{% if not loop.last %},{% endif %}{% endfor %}
{% for x in l %}{% for y in w %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}{% for x in l %}{% set outer = loop %}{% for y in l %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}
{% for x in s %}{{ x }}.{% endfor %} {% for x in range(3) %}{{ x }}{% endfor %} {% for x in range(5, 0, -2) %}{{ x }}{% endfor %} {% for x in l|reverse %}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}
{{ loop }}{% for x in l %}{% endfor %}{{ x }}{% for q in l %}{% set y = q %}{% endfor %}[{{ y }}][{{ q }}]
{{ loop.index }}
{% set ns = namespace(a=1, b=[]) %}{% for x in l %}{% set ns.a = ns.a + x %}{% set ns.b = ns.b + [x] %}{% endfor %}{{ ns.a }} {{ ns.b }} {{ ns.zz is defined }} {{ namespace({'q': 1}).q }}
{% set d.x = 1 %}
{% set ns = 5 %}{% set ns.a = 1 %}
{% set a = 1 %}{% if true %}{% set a = 2 %}{% endif %}{{ a }}{% for x in l %}{% set a = 9 %}{% endfor %}{{ a }} {% set b, c = 1, 2 %}{{ b }}{{ c }} {% set q = 1, 2 %}{{ q }} {% set (r, s2) = (5, 6) %}{{ r }}{{ s2 }}
{% set a %}x{{ 1 + 1 }}y{% endset %}{{ a }}{{ a|length }} {% set b | upper %}abc{% endset %}{{ b }} {% set c | replace('a', 'b') | trim %} aa {% endset %}[{{ c }}]
{% macro f(a, b=2, c='x') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, 3) }} {{ f(1, c='q') }} {{ f(a=5) }} {{ f() }} {{ f(1)|upper }} {{ f.name }} {{ f.arguments }} {{ f.catch_kwargs }} {{ f.caller }}
{% macro f(a) %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, 3, z=4) }} {% macro g(x, y=x) %}{{ y }}{% endmacro %}{{ g(3) }} {% macro r(n) %}{{ n }}{% if n > 0 %}{{ r(n - 1) }}{% endif %}{% endmacro %}{{ r(3) }}
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, b=2) }}
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, a=2) }}
{% macro f(a=1, b) %}{% endmacro %}
{% macro f(x) %}[{{ caller(x) }}]{% endmacro %}{% call(y) f(3) %}<{{ y }}>{% endcall %} {% macro g() %}{{ caller() }}{{ caller is defined }}{% endmacro %}{% call g() %}hi{% endcall %} {% macro k() %}{{ caller is defined }}{% endmacro %}{{ k() }}
{% set v = 1 %}{% macro f() %}{{ v }}{{ i }}{% set v = 5 %}{{ v }}{% endmacro %}{{ f() }}{{ v }} {% macro f(a, *b) %}{% endmacro %}
{% macro f(l) %}{{ l }}{% endmacro %}{{ f(*[1]) }} {{ f(**{'l': 2}) }} {{ range(*[1, 4])|list }} {{ dict(**{'a': 1}) }}
{% filter upper %}a{{ s }}{% endfilter %} {% filter replace('a', 'b')|trim %} aa {% endfilter %}|
{% with a = 1, b = 2 %}{{ a + b }}{% set a = 5 %}{{ a }}{% endwith %}{{ a }} {% with %}{% set z2 = 3 %}{{ z2 }}{% endwith %}{{ z2 is defined }} {% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}
{% block x %}in {{ s }}{% endblock %} {% block y scoped %}b{% endblock y %} {{ self.x() }}
{% raw %}{{ not }} {% if %}{# c #}{% endraw %} {%- raw -%} a {%- endraw -%} b
a {# comment #} b {#- trimmed -#} c {# multi\nline #}\nd
{% if false %}a{% elif t %}b{% else %}c{% endif %} {% if z %}a{% else %}c{% endif %} {% if empty %}a{% elif ed %}b{% elif s %}s{% endif %} {% if not n and (t or f) %}y{% endif %}
  {% if true %}\n  a\n  {% endif %}\n b
a  {%- if true -%}  b  {%- endif -%}  c
a\n  {%- if true %}\n  b\n  {%- endif %}\n  c
{% if true %}\n\na\n{% endif %}\n\nb\n
a {{- ' b ' -}} c \n {{- 1 }}\n{{ 2 -}} \n 3
  {{ 1 }}  \n  {% set a = 1 %}  \n  {{ a }}
  {# c #}\n x {# d #}\n  {%+ if true %} a {% endif %}\n{% if true +%}\nb{% endif +%}\nc
x\t{% if true %}\ty{% endif %}\t\n\t{% if true %}z{% endif %}
\n\n{{ 1 }}\n
{{ 1 }}\r\n{% if true %}\r\na\r\n{% endif %}\r\nb
{%if true%}a{%endif%}{%-if true-%} b {%-endif-%} {{'}}'}} {{ "{%" }} {{ '#}' }} {{ {'a': {'b': 1}}['a']['b'] }}
{{ 'a' if true
{{ 1 + }}
{% if %}a{% endif %}
{% if true %}
{% endif %}
{% for x in %}{% endfor %}
{% for x l %}{% endfor %}
{% unknown %}
{{ a b }}
{{ 'abc }}
{{ (1 }}
{{ [1, 2 }}
{{ {1: } }}
{{ 1 | }}
{{ a. }}
{% set = 1 %}
{% set 1 = 2 %}
{% set true = 2 %}
{% raw %}abc
{# abc
{% macro %}{% endmacro %}
{% else %}
{% endfor %}
{% break %}
{% continue %}
{{ 1 ? 2 : 3 }}
{{ a = 1 }}
{{ && }}
{{ $x }}
{{ 'a'|upper| lower }} {{ 'a' | upper }} {{ 1.5|string }} {{ 1..real }}
{{ l.0 }} {{ d['a'] }} {{ p.0.name }} {{ p[0]['name'] }} {{ (p|first).name }} {{ nested[1][1][0] }} {{ p[-1].x.y }} {{ {'a': l}.a[1] }}
{% include 'x' %}
{% extends 'x' %}
{% import 'x' as y %}
{% do l %}
{% trans %}x{% endtrans %}
{% autoescape false %}{{ h }}{% endautoescape %}
{% generation %}a{{ s }}{% endgeneration %} {% for x in l %}{% generation %}{{ x }}{% endgeneration %},{% endfor %}
{%- generation -%}  é🎉  {%- endgeneration -%} {% generation %}{% endgeneration %}x
{% for q in m %}{% if q.role == 'assistant' %}{% generation %}{{ q.content }}<end>{% endgeneration %}{% else %}{{ q.content }}{% endif %}\n{% endfor %}
{% generation %}a
{{ cycler('a', 'b').next() }} {% set c = cycler(1, 2, 3) %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.reset() }}{{ c.next() }} {% set j = joiner(', ') %}{% for x in l %}{{ j() }}{{ x }}{% endfor %}
{{ range(3) }} {{ range(0, 10, 3)|list }} {{ range(0)|list }} {{ range(3)|length }} {{ 2 in range(3) }} {{ range(1, 4)[1] }} {{ range(3) == range(0, 3) }} {{ range(5)|sum }}
{{ range(1.5) }}
{{ range('a') }}
{{ range(1, 2, 0) }}
{{ range(100001) }}
{{ range(1000000000) }}
{{ [1, 2, 3,] }} {{ (1, 2,) }} {{ {'a': 1,} }} {{ dict(a=1,) }} {{ [] }} {{ {} }} {{ [[]] }} {{ [(1, 2), {'a': (3,)}] }}
{{ p|pprint }} {{ s|pprint }} {{ 5|pprint }} {{ d|xmlattr }} {{ 123456789|filesizeformat }} {{ 1000|filesizeformat }} {{ 1024|filesizeformat(true) }} {{ 'http://a.b/c x'|urlize }}
{{ lipsum is defined }} {{ self is defined }} {{ joiner is callable }} {{ varargs is defined }} {{ caller is defined }} {{ loop is defined }}
{{ m[0]['role'] != 'system' }} {{ m[-1].content }} {{ m[1:]|length }} {{ m|length % 2 == 0 }} {{ (m|length) - 1 }} {{ m[::-1][0].content }} {{ m[0].content.strip() ~ '\n' }} {{ m|map(attribute='content')|join('|') }}
{%- if m[0]['role'] == 'system' -%}{%- set sys = m[0]['content'] -%}{%- else -%}{%- set sys = false -%}{%- endif -%}{{ sys }}{%- for x in m -%}{{ '<|' + x['role'] + '|>\n' + x['content'] + '\n' }}{%- endfor -%}
{% for x in m %}{% if (x['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('alternate') }}{% endif %}{{ x.role[0] }}{% endfor %}
{{ '<think>a</think>b'.split('</think>')[-1] }} {{ '<think>a</think>b'.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }} {{ 'x'.split('</think>', 1)|last }} {{ '</think>' in 'a' }}
{% if tools is defined and tools %}t{% else %}no{% endif %} {% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{{ add_generation_prompt }} {{ tools is not none }} {{ (tools or [])|length }}
{% set x2 = x if x is defined else 5 %}{{ x2 }} {% set date = date_string if date_string is defined else strftime_now('%d %b %Y') %}{{ date }} {{ missing or 'alt' }} {{ (missing|default({})).get('a', 'b') }}
{{ m | selectattr('role', 'equalto', 'assistant') | list | length }} {{ (m|selectattr('role', 'eq', 'user')|list)[-1].content }} {{ m|map(attribute='role')|unique|join(',') }} {{ (m|last)['content'][:2] }}
{{ {'a': 1}|tojson|length }} {{ '{"a": 1}'|tojson }} {{ d|tojson|e }} {{ ('a' ~ 'b')|tojson }} {{ ({'x': h})|tojson }} {{ p|tojson(indent=2)|replace('\n', '~') }}
{{ 'a' < 1 or true }}
{{ true or (1 / 0) }} {{ false and (1 / 0) }} {{ 5 if true else (1 / 0) }} {{ (1, 2)[0] }} {{ ((((1)))) }} {{ 1 .real if false else 2 }} {{ - -1 }} {{ not not 1 }} {{ 2 - -2 }} {{ 5--5 }}
{{ s is string and s|length > 3 }} {{ not s is none }} {{ s is not none and not f }} {{ t is sameas false }} {{ i in [1, 7] and 'ok' or 'no' }} {{ l is not string and l is iterable }}
{{ 'A' ~ '\n' }}{{ "tab\there" }}{{ 'nul\0'|length }}{{ '🎉'|length }} {{ '\U0001F389' }} {{ '\N{BULLET}' }}
{{ '\u12' }}
{{ 1 }}{{ 2 }}{{ }}
{{ s.upper.lower }}|
{{ s.upper }}
{{ s|batch(3)|map('join')|list }} {{ nested|map('length')|list }} {{ l|map('float')|sum }} {{ w|map('lower')|sort|join }} {{ [w, l]|map('first')|list }} {{ l|map('round', 1)|list }}
{{ 1e308 * 10 }} {{ -1e308 * 10 }} {{ (1e308 * 10) - (1e308 * 10) }} {{ 1e308 * 10 == 1e308 * 100 }} {{ 3.0 }} {{ 3.10 }} {{ 1e22 }} {{ 1e21 }} {{ 123456789012345680.0 }} {{ 0.00001 }} {{ 1.5e-10 }} {{ 2.0 ** 70 }}
{{ 3 * 1.5 }} {{ 10 / 4 * 2 }} {{ 7 // 2.0 }} {{ 2 ** 2.0 }} {{ 10 % 3.5 }} {{ 1 - 0.9 }} {{ 1.1 + 2.2 }} {{ 100 * 1.1 }} {{ 1 / 7 }} {{ 22 / 7 }}
{{ l == [3, 1, 2] }} {{ l != [3] }} {{ d == {'a': 2, 'b': 1, 'get': 3, 'C': none} }} {{ s == 'Hello World' }} {{ h|e == h }} {{ (1,) == (1.0,) }} {{ none is none }} {{ none == none }} {{ missing == none }} {{ missing is none }}
""".strip("\n").split("\n")


TAG = re.compile(r"({{.*?}}(?!})|{%.*?%})", re.S)


def snippets():
    """All small templates: lines that only print are taken apart, so that one error hides no other."""
    for line in LINES:
        tags = TAG.findall(line)
        if len(tags) > 1 and not any(tag.startswith(("{%", "{{-")) or tag.endswith("-}}") for tag in tags):
            yield from tags
        else:
            yield "".join(part if TAG.fullmatch(part) else _breaks(part) for part in TAG.split(line))


def _breaks(text):
    return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")
