package dev.herder.core.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns macros and call blocks into code. */
final class MacroCompiler {
  private final Compiler compiler;
  private final ExpressionCompiler expressions;

  MacroCompiler(Compiler compiler, ExpressionCompiler expressions) {
    this.compiler = compiler;
    this.expressions = expressions;
  }

  MacroCode compile(String name, Stmt.Callee callee, int line, Scope scope) {
    List<String> parameters = new ArrayList<>();
    for (Target.Variable parameter : callee.parameters()) {
      if (parameters.contains(parameter.name())) {
        throw new TemplateError(line, "duplicate argument '" + parameter.name() + "'");
      }
      parameters.add(parameter.name());
    }
    Scope inner = scope.function(new FunctionScope(scope.symbols().function));
    Symbols symbols = inner.symbols();
    analyze(symbols, callee);
    Set<String> implicit =
        new HashSet<>(Names.undeclared(callee.body(), "caller", "kwargs", "varargs"));
    boolean usesCaller = implicit.contains("caller");
    int explicit = parameters.indexOf("caller");
    if (usesCaller && explicit >= 0 && callee.defaultOf(explicit) == null) {
      throw new TemplateError(
          line,
          "the special \"caller\" argument of a macro or call block must be omitted or be given a"
              + " default");
    }
    implicit.removeAll(parameters);
    int caller = implicit(symbols, implicit, "caller");
    int kwargs = implicit(symbols, implicit, "kwargs");
    int varargs = implicit(symbols, implicit, "varargs");
    analyze(symbols, callee);

    List<Integer> slots = new ArrayList<>();
    for (String parameter : parameters) {
      Symbols.Slot slot = symbols.find(parameter);
      slots.add(slot == null ? -1 : slot.index());
    }
    List<Code> defaults = expressions.compile(callee.defaults(), inner);
    FunctionCode function = compiler.function(callee.body(), inner);
    return new MacroCode(
        name, parameters, slots, defaults, caller, kwargs, varargs, usesCaller, function);
  }

  private static void analyze(Symbols symbols, Stmt.Callee callee) {
    for (Target.Variable parameter : callee.parameters()) {
      symbols.parameter(parameter.name());
    }
    SymbolVisitor.visit(symbols, callee.defaults());
    SymbolVisitor.visit(symbols, callee.body());
  }

  private static int implicit(Symbols symbols, Set<String> implicit, String name) {
    return implicit.contains(name) ? symbols.parameter(name).index() : -1;
  }
}
