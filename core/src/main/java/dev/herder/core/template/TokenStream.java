package dev.herder.core.template;

import java.util.List;

/** The tokens of a template and the place up to which they are parsed. */
final class TokenStream {
  private final List<Token> tokens;
  private final int maxNesting;
  private int at;
  private int nesting;

  TokenStream(List<Token> tokens, int maxNesting) {
    this.tokens = tokens;
    this.maxNesting = maxNesting;
  }

  Token current() {
    return tokens.get(at);
  }

  /** The token after the current one. */
  Token ahead() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  /** The current token; the one after it becomes current. */
  Token next() {
    Token token = current();
    if (at < tokens.size() - 1) {
      at++;
    }
    return token;
  }

  boolean is(Token.Type type) {
    return current().type() == type;
  }

  boolean isName(String name) {
    return current().isName(name);
  }

  boolean isOperator(String operator) {
    return current().isOperator(operator);
  }

  boolean skipName(String name) {
    if (isName(name)) {
      next();
      return true;
    }
    return false;
  }

  boolean skipOperator(String operator) {
    if (isOperator(operator)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(Token.Type type) {
    if (!is(type)) {
      throw expected(type.description());
    }
    return next();
  }

  Token expectName(String name) {
    if (!isName(name)) {
      throw expected(name);
    }
    return next();
  }

  Token expectOperator(String operator) {
    if (!isOperator(operator)) {
      throw expected(operator);
    }
    return next();
  }

  private TemplateError expected(String what) {
    return is(Token.Type.EOF)
        ? fail("unexpected end of template, expected '" + what + "'")
        : fail("expected token '" + what + "', got '" + current().description() + "'");
  }

  TemplateError fail(String message) {
    return new TemplateError(line(), message);
  }

  void enter() {
    if (++nesting > maxNesting) {
      throw fail("blocks and parentheses nest deeper than " + maxNesting);
    }
  }

  void leave() {
    nesting--;
  }
}
