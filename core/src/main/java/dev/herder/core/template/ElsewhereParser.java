package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;

/** Parses the tags that name other templates: include, import, from and extends. */
final class ElsewhereParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private final TargetParser targets;

  ElsewhereParser(TokenStream tokens, ExpressionParser expressions, TargetParser targets) {
    this.tokens = tokens;
    this.expressions = expressions;
    this.targets = targets;
  }

  /**
   * Parses one such tag.
   *
   * @param tag the current token
   */
  Stmt parse(Token tag) {
    tokens.next();
    Expr template = expressions.expression();
    List<String> names = new ArrayList<>();
    if (tag.isName("import")) {
      tokens.expectName("as");
      names.add(targets.variable().name());
    } else if (tag.isName("from")) {
      tokens.expectName("import");
      imported(names);
    } else if (tag.isName("include") && tokens.isName("ignore")) {
      tokens.next();
      tokens.expectName("missing");
    }
    context();
    return new Stmt.Elsewhere(tag.text(), template, names, tag.line());
  }

  private void imported(List<String> names) {
    while (!tokens.is(Token.Type.BLOCK_END) && !context()) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.is(Token.Type.BLOCK_END)) {
          throw tokens.fail("expected token 'name', got 'end of statement block'");
        }
      }
      String name = targets.variable().name();
      if (name.startsWith("_")) {
        throw tokens.fail("names starting with an underline can not be imported");
      }
      names.add(tokens.skipName("as") ? targets.variable().name() : name);
    }
  }

  private boolean context() {
    if ((tokens.isName("with") || tokens.isName("without")) && tokens.ahead().isName("context")) {
      tokens.next();
      tokens.next();
      return true;
    }
    return false;
  }
}
