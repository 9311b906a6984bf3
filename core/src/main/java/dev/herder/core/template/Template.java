package dev.herder.core.template;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed template in the language of Python's jinja2, set up as transformers sets it up for chat
 * templates: the immutable sandbox, trimmed blocks, loop controls, {@code {% generation %}}, the
 * filter tojson that does not escape, raise_exception and strftime_now.
 *
 * <p>Immutable; one template may be rendered by several threads at once.
 */
public final class Template {
  private final Limits limits;
  private final FunctionCode main;
  private final Map<String, FunctionCode> blocks;
  private final boolean generationBlocks;
  private final boolean date;

  private Template(Limits limits, Compiler.Compiled code, List<Stmt> body) {
    this.limits = limits;
    this.main = code.main();
    this.blocks = code.blocks();
    this.generationBlocks = Names.has(body, Stmt.Generation.class);
    this.date = Names.reads(body, "strftime_now");
  }

  /**
   * Parses a template.
   *
   * @throws TemplateError if it is not one, naming the line
   */
  public static Template parse(String source) {
    return parse(source, Limits.DEFAULT);
  }

  /**
   * Parses a template that is held to other limits.
   *
   * @throws TemplateError if it is not one, or exceeds the limits
   */
  public static Template parse(String source, Limits limits) {
    try {
      List<Stmt> body = StatementParser.parse(source, limits);
      return new Template(limits, Compiler.compile(body), body);
    } catch (StackOverflowError e) {
      // The limits keep well within the usual stack; a caller's thread may have a smaller one.
      throw new TemplateError(1, "the template nests too deep for this thread's stack");
    }
  }

  /**
   * Renders the template without a date.
   *
   * @param variables by name: strings, numbers, booleans, null, lists and maps of these
   * @throws TemplateError if the template refuses the variables, fails or exceeds its limits
   */
  public String render(Map<String, ?> variables) {
    return renderWithSpans(variables, null).text();
  }

  /** Renders as {@link #render} does and also says where the generation blocks went. */
  public Rendered renderWithSpans(Map<String, ?> variables) {
    return renderWithSpans(variables, null);
  }

  /**
   * Renders the template.
   *
   * @param variables by name: strings, numbers, booleans, null, lists and maps of these
   * @param now the date for strftime_now; null makes a template that asks for it fail
   * @throws TemplateError if the template refuses the variables, fails or exceeds its limits
   */
  public Rendered renderWithSpans(Map<String, ?> variables, @Nullable LocalDateTime now) {
    Run run = new Run(limits, now);
    try {
      Context context = new Context(Input.variables(run, variables), blocks);
      main.run(run, context, null, run.root);
      return new Rendered(run.root.toString(), run.spans);
    } catch (Failure e) {
      throw new TemplateError(run.line, e.reason());
    } catch (StackOverflowError e) {
      throw new TemplateError(run.line, "the template nests too deep for this thread's stack");
    }
  }

  /** Whether the template marks what the model generates. */
  public boolean hasGenerationBlocks() {
    return generationBlocks;
  }

  /** Whether the template can ask for the date. */
  public boolean usesDate() {
    return date;
  }
}
