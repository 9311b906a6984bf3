package dev.herder.core.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a template into tokens, with jinja's {@code trim_blocks} and {@code lstrip_blocks}: the line
 * break after a block is dropped, and so are the blanks before a block that begins a line.
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Character> open = new ArrayDeque<>();
  private int at;
  private int line = 1;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    String text = source.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    lexer.root();
    lexer.add(Token.Type.EOF, "", lexer.line);
    return lexer.tokens;
  }

  private void add(Token.Type type, String text, int tokenLine) {
    tokens.add(new Token(type, text, tokenLine));
  }

  /** Moves on, counting lines. */
  private void advance(int to) {
    for (; at < to; at++) {
      if (source.charAt(at) == '\n') {
        line++;
      }
    }
    lineStarting = to > 0 && source.charAt(to - 1) == '\n';
  }

  private boolean looking(String text, int from) {
    return source.startsWith(text, from);
  }

  private int skipSpace(int from) {
    int to = from;
    while (to < source.length() && Text.isSpace(source.charAt(to))) {
      to++;
    }
    return to;
  }

  private static boolean isSign(char c) {
    return c == '-' || c == '+';
  }

  private char charAt(int index) {
    return index < source.length() ? source.charAt(index) : 0;
  }

  private void root() {
    while (at < source.length()) {
      int begin = at;
      while (begin < source.length() && !isTagBegin(begin)) {
        begin++;
      }
      if (begin == source.length()) {
        add(Token.Type.DATA, source.substring(at), line);
        advance(begin);
        return;
      }
      char kind = source.charAt(begin + 1);
      int raw = kind == '%' ? rawEnd(begin, "raw", false) : -1;
      char sign = charAt(begin + 2);
      data(begin, isSign(sign) ? sign : 0, kind != '{');
      advance(raw >= 0 ? raw : begin + (isSign(sign) ? 3 : 2));
      if (raw >= 0) {
        raw();
      } else if (kind == '#') {
        comment();
      } else {
        tag(kind);
      }
    }
  }

  private boolean isTagBegin(int index) {
    if (source.charAt(index) != '{') {
      return false;
    }
    char next = charAt(index + 1);
    return next == '%' || next == '{' || next == '#';
  }

  /** Adds the text up to a tag, stripped as the tag's sign asks. */
  private void data(int end, char sign, boolean block) {
    String text = source.substring(at, end);
    if (sign == '-') {
      text = Text.strip(text, false, true);
    } else if (sign != '+' && block) {
      int lineStart = text.lastIndexOf('\n') + 1;
      if ((lineStart > 0 || lineStarting)
          && lineStart < text.length()
          && Text.strip(text.substring(lineStart), true, false).isEmpty()) {
        text = text.substring(0, lineStart);
      }
    }
    if (!text.isEmpty()) {
      add(Token.Type.DATA, text, line);
    }
  }

  /** Where a raw or endraw tag that begins here ends, or -1 if it is another tag. */
  private int rawEnd(int begin, String name, boolean trim) {
    int i = begin + 2;
    if (isSign(charAt(i))) {
      i++;
    }
    i = skipSpace(i);
    if (!looking(name, i)) {
      return -1;
    }
    i = skipSpace(i + name.length());
    if (looking("-%}", i)) {
      return skipSpace(i + 3);
    }
    if (trim && looking("+%}", i)) {
      return i + 3;
    }
    if (!looking("%}", i)) {
      return -1;
    }
    return trim && charAt(i + 2) == '\n' ? i + 3 : i + 2;
  }

  private void raw() {
    for (int begin = source.indexOf("{%", at);
        begin >= 0;
        begin = source.indexOf("{%", begin + 1)) {
      int end = rawEnd(begin, "endraw", true);
      if (end >= 0) {
        char sign = charAt(begin + 2);
        data(begin, isSign(sign) ? sign : 0, true);
        advance(end);
        return;
      }
    }
    if (at < source.length()) {
      throw new TemplateError(line, "Missing end of raw directive");
    }
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      if (at < source.length()) {
        throw new TemplateError(line, "Missing end of comment tag");
      }
      return;
    }
    char sign = end > at ? source.charAt(end - 1) : 0;
    if (sign == '-') {
      advance(skipSpace(end + 2));
    } else {
      advance(sign != '+' && charAt(end + 2) == '\n' ? end + 3 : end + 2);
    }
  }

  /** The tokens of one block or print statement, its end included. */
  private void tag(char kind) {
    boolean block = kind == '%';
    add(block ? Token.Type.BLOCK_BEGIN : Token.Type.VARIABLE_BEGIN, "", line);
    open.clear();
    while (at < source.length()) {
      int end = open.isEmpty() ? tagEnd(block) : -1;
      if (end >= 0) {
        add(block ? Token.Type.BLOCK_END : Token.Type.VARIABLE_END, "", line);
        advance(end);
        return;
      }
      if (Text.isSpace(source.charAt(at))) {
        advance(skipSpace(at));
      } else {
        token();
      }
    }
  }

  private int tagEnd(boolean block) {
    String end = block ? "%}" : "}}";
    if (looking("-", at) && looking(end, at + 1)) {
      return skipSpace(at + 3);
    }
    if (block && looking("+%}", at)) {
      return at + 3;
    }
    if (!looking(end, at)) {
      return -1;
    }
    return block && charAt(at + 2) == '\n' ? at + 3 : at + 2;
  }

  private void token() {
    int number = Literals.floatEnd(source, at);
    if (number > at) {
      token(Token.Type.FLOAT, number);
      return;
    }
    number = Literals.integerEnd(source, at);
    if (number > at) {
      token(Token.Type.INTEGER, number);
      return;
    }
    int c = source.codePointAt(at);
    if (Characters.isNameStart(c)) {
      int end = at;
      while (end < source.length() && Characters.isNamePart(source.codePointAt(end))) {
        end = source.offsetByCodePoints(end, 1);
      }
      token(Token.Type.NAME, end);
    } else if ((c == '"' || c == '\'') && Literals.stringEnd(source, at) > 0) {
      int end = Literals.stringEnd(source, at);
      add(Token.Type.STRING, Literals.string(source.substring(at + 1, end - 1), line), line);
      advance(end);
    } else {
      operator();
    }
  }

  private void token(Token.Type type, int end) {
    add(type, source.substring(at, end), line);
    advance(end);
  }

  private void operator() {
    for (String operator : List.of("//", "**", "==", "!=", ">=", "<=")) {
      if (looking(operator, at)) {
        token(Token.Type.OPERATOR, at + 2);
        return;
      }
    }
    char c = source.charAt(at);
    if ("+-/*%~[](){}><=.:|,;".indexOf(c) < 0) {
      throw new TemplateError(
          line, "unexpected char '" + Character.toString(source.codePointAt(at)) + "'");
    }
    balance(c);
    token(Token.Type.OPERATOR, at + 1);
  }

  private void balance(char c) {
    switch (c) {
      case '{' -> open.push('}');
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '}', ')', ']' -> {
        if (open.isEmpty()) {
          throw new TemplateError(line, "unexpected '" + c + "'");
        }
        char expected = open.pop();
        if (expected != c) {
          throw new TemplateError(line, "unexpected '" + c + "', expected '" + expected + "'");
        }
      }
      default -> {}
    }
  }
}
