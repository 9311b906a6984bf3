package dev.herder.core.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Parses a template: its text, its print statements and its blocks. */
final class StatementParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private final TargetParser targets;

  /** The tags that are open, innermost first, for messages. */
  private final Deque<String> open = new ArrayDeque<>();

  private StatementParser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
    this.targets = new TargetParser(tokens, expressions);
  }

  static List<Stmt> parse(String source, Limits limits) {
    if (source.length() > limits.maxSourceChars()) {
      throw new TemplateError(
          1,
          "the template has "
              + source.length()
              + " characters, more than "
              + limits.maxSourceChars());
    }
    TokenStream tokens = new TokenStream(Lexer.tokens(source), limits.maxNesting());
    List<Stmt> body = new StatementParser(tokens).statements(Set.of());
    Nesting.check(body, limits.maxNesting());
    return body;
  }

  /** Statements up to a tag with one of the names, whose name becomes the current token. */
  private List<Stmt> statements(Set<String> ends) {
    List<Stmt> body = new ArrayList<>();
    while (!tokens.is(Token.Type.EOF)) {
      Token token = tokens.next();
      switch (token.type()) {
        case DATA -> body.add(new Stmt.Data(token.text(), token.line()));
        case VARIABLE_BEGIN -> {
          int line = tokens.line();
          body.add(new Stmt.Print(expressions.tuple(true, false), line));
          tokens.expect(Token.Type.VARIABLE_END);
        }
        default -> {
          if (tokens.is(Token.Type.NAME) && ends.contains(tokens.current().text())) {
            return body;
          }
          statement(body);
          tokens.expect(Token.Type.BLOCK_END);
        }
      }
    }
    if (!ends.isEmpty()) {
      throw tokens.fail(
          "Unexpected end of template; the block '"
              + open.peek()
              + "' is not closed, expected "
              + String.join(" or ", new java.util.TreeSet<>(ends)));
    }
    return body;
  }

  /** The body of a block, from the end of its first tag. */
  private List<Stmt> body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Type.BLOCK_END);
    tokens.enter();
    List<Stmt> body = statements(Set.of(ends));
    tokens.leave();
    return body;
  }

  /** The body of a block that has only one kind of end, which is dropped. */
  private List<Stmt> closed(String end) {
    List<Stmt> body = body(end);
    tokens.next();
    return body;
  }

  private void statement(List<Stmt> body) {
    Token tag = tokens.current();
    if (tag.type() != Token.Type.NAME) {
      throw tokens.fail("tag name expected");
    }
    open.push(tag.text());
    int line = tag.line();
    switch (tag.text()) {
      case "for" -> body.add(loop());
      case "if" -> body.add(condition());
      case "set" -> body.add(set());
      case "with" -> body.add(with());
      case "macro" -> body.add(macro());
      case "call" -> body.add(call());
      case "print" -> print(body);
      case "block" -> body.add(block());
      case "filter" -> {
        tokens.next();
        Expr.Filter filter = expressions.primary().filters(null, true);
        body.add(new Stmt.FilterBlock(filter, closed("endfilter"), line));
      }
      case "autoescape" -> {
        tokens.next();
        Expr value = expressions.expression();
        body.add(new Stmt.Autoescape(value, closed("endautoescape"), line));
      }
      case "generation" -> {
        tokens.next();
        body.add(new Stmt.Generation(closed("endgeneration"), line));
      }
      case "break" -> {
        tokens.next();
        body.add(new Stmt.Break(line));
      }
      case "continue" -> {
        tokens.next();
        body.add(new Stmt.Continue(line));
      }
      case "include", "import", "from", "extends" ->
          body.add(new ElsewhereParser(tokens, expressions, targets).parse(tag));
      default -> {
        open.pop();
        throw unknown(tag);
      }
    }
    open.pop();
  }

  private TemplateError unknown(Token tag) {
    String message = "Encountered unknown tag '" + tag.text() + "'.";
    if (!open.isEmpty()) {
      message += " The innermost block that needs to be closed is '" + open.peek() + "'.";
    }
    return new TemplateError(tag.line(), message);
  }

  private Stmt loop() {
    int line = tokens.next().line();
    Target target = targets.target(false);
    tokens.expectName("in");
    Expr items = expressions.tuple(false, false);
    Expr test = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    List<Stmt> body = body("endfor", "else");
    List<Stmt> otherwise = tokens.next().text().equals("endfor") ? List.of() : closed("endfor");
    return new Stmt.For(target, items, test, body, otherwise, recursive, line);
  }

  private Stmt condition() {
    int line = tokens.next().line();
    Expr test = expressions.tuple(false, false);
    List<Stmt> body = body("elif", "else", "endif");
    List<Stmt.If> branches = new ArrayList<>();
    while (tokens.isName("elif")) {
      int branchLine = tokens.next().line();
      Expr branchTest = expressions.tuple(false, false);
      List<Stmt> branch = body("elif", "else", "endif");
      branches.add(new Stmt.If(branchTest, branch, List.of(), List.of(), branchLine));
    }
    List<Stmt> otherwise = tokens.next().text().equals("else") ? closed("endif") : List.of();
    return new Stmt.If(test, body, branches, otherwise, line);
  }

  private Stmt set() {
    int line = tokens.next().line();
    Target target = targets.target(true);
    if (tokens.skipOperator("=")) {
      return new Stmt.Set(target, expressions.tuple(true, false), line);
    }
    Expr.Filter filter = tokens.isOperator("|") ? expressions.primary().filters(null, false) : null;
    return new Stmt.SetBlock(target, filter, closed("endset"), line);
  }

  private Stmt with() {
    int line = tokens.next().line();
    List<Target> names = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!tokens.is(Token.Type.BLOCK_END)) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      names.add(targets.target(false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Stmt.With(names, values, closed("endwith"), line);
  }

  private Stmt macro() {
    int line = tokens.next().line();
    String name = targets.variable().name();
    return new Stmt.MacroBlock(name, callee("endmacro"), line);
  }

  private Stmt.Callee callee(String end) {
    List<Target.Variable> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    parameters(parameters, defaults);
    return new Stmt.Callee(parameters, defaults, closed(end));
  }

  private void parameters(List<Target.Variable> parameters, List<Expr> defaults) {
    tokens.expectOperator("(");
    while (!tokens.isOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      parameters.add(targets.variable());
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.fail("non-default argument follows default argument");
      }
    }
    tokens.next();
  }

  private Stmt call() {
    int line = tokens.next().line();
    List<Target.Variable> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    if (tokens.isOperator("(")) {
      parameters(parameters, defaults);
    }
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw new TemplateError(line, "expected call");
    }
    return new Stmt.CallBlock(call, new Stmt.Callee(parameters, defaults, closed("endcall")), line);
  }

  private void print(List<Stmt> body) {
    tokens.next();
    boolean first = true;
    while (!tokens.is(Token.Type.BLOCK_END)) {
      if (!first) {
        tokens.expectOperator(",");
      }
      first = false;
      int line = tokens.line();
      body.add(new Stmt.Print(expressions.expression(), line));
    }
  }

  private Stmt block() {
    int line = tokens.next().line();
    String name = tokens.expect(Token.Type.NAME).text();
    boolean scoped = tokens.skipName("scoped");
    boolean required = tokens.skipName("required");
    List<Stmt> body = closed("endblock");
    tokens.skipName(name);
    if (required) {
      for (Stmt stmt : body) {
        if (!(stmt instanceof Stmt.Data data && Characters.all(data.text(), Text::isSpace))) {
          throw new TemplateError(line, "Required blocks can only contain comments or whitespace");
        }
      }
    }
    return new Stmt.Block(name, scoped, required, body, line);
  }
}
