package dev.herder.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns loops into code. */
final class LoopCompiler {
  private final Compiler compiler;
  private final ExpressionCompiler expressions;
  private int filters;

  LoopCompiler(Compiler compiler, ExpressionCompiler expressions) {
    this.compiler = compiler;
    this.expressions = expressions;
  }

  Step compile(Stmt.For loop, Scope scope) {
    int line = Names.assigned(loop, "loop");
    if (line > 0) {
      throw new TemplateError(line, "Can't assign to special loop variable in for-loop target");
    }
    FunctionScope function = scope.symbols().function;
    Scope around = scope;
    if (loop.recursive()) {
      function = new FunctionScope(function);
      around = new Scope(scope.symbols(), false, false, false);
    }
    Scope inner = new Scope(scope.symbols().inner(function, ""), false, false, true);
    int loopSlot = usesLoop(loop) ? inner.symbols().parameter("loop").index() : -1;
    SymbolVisitor.parameters(inner.symbols(), loop.target());
    SymbolVisitor.visit(inner.symbols(), loop.body());

    int before = expressions.nodes();
    Step body = compiler.body(loop.body(), inner);
    int cost = compiler.cost(before, loop.body());
    LoopSteps.Body steps =
        new LoopSteps.Body(
            compiler.store(loop.target(), inner),
            itemFilter(loop, scope),
            loopSlot,
            Compiler.enter(inner),
            body,
            Compiler.leave(inner),
            otherwise(loop, around, function),
            cost,
            loop.line());
    Code items = expressions.compile(loop.items(), scope);
    if (!loop.recursive()) {
      return new LoopSteps.For(items, steps);
    }
    FunctionCode code =
        new FunctionCode(
            function.size(), Steps.NOTHING, Steps.NOTHING, Nesting.depth(loop.children()), cost);
    return new LoopSteps.Recursive(items, code, steps);
  }

  private static boolean usesLoop(Stmt.For loop) {
    return loop.recursive()
        || Names.undeclared(loop.body(), "loop").contains("loop")
        || hasScopedBlock(List.of(loop));
  }

  private static boolean hasScopedBlock(List<? extends Node> nodes) {
    for (Node node : nodes) {
      if ((node instanceof Stmt.Block block && block.scoped()) || hasScopedBlock(node.children())) {
        return true;
      }
    }
    return false;
  }

  private Step otherwise(Stmt.For loop, Scope around, FunctionScope function) {
    if (loop.otherwise().isEmpty()) {
      return Steps.NOTHING;
    }
    Scope inner = new Scope(around.symbols().inner(function, ""), false, false, around.inLoop());
    SymbolVisitor.visit(inner.symbols(), loop.otherwise());
    Step body = compiler.body(loop.otherwise(), inner);
    Step enter = Compiler.enter(inner);
    Step leave = Compiler.leave(inner);
    return frame -> {
      enter.run(frame);
      Step.Flow flow = body.run(frame);
      leave.run(frame);
      return flow;
    };
  }

  /** The test has a scope of its own, whose variables no other scope may share. */
  private LoopSteps.@Nullable ItemFilter itemFilter(Stmt.For loop, Scope scope) {
    if (loop.test() == null) {
      return null;
    }
    // A recursive loop evaluates its test in the function around it.
    Symbols symbols = scope.symbols().inner(scope.symbols().function, "test" + filters++ + ":");
    Scope inner = new Scope(symbols, false, false, false);
    SymbolVisitor.parameters(symbols, loop.target());
    SymbolVisitor.visit(symbols, loop.test());
    int before = expressions.nodes();
    Code test = expressions.compile(loop.test(), inner);
    Code again = expressions.compile(read(loop.target()), inner);
    return new LoopSteps.ItemFilter(
        Compiler.enter(inner),
        compiler.store(loop.target(), inner),
        test,
        again,
        compiler.cost(before, List.of()),
        loop.line());
  }

  private static Expr read(Target target) {
    if (target instanceof Target.Unpacked unpacked) {
      return new Expr.TupleOf(
          unpacked.targets().stream().map(LoopCompiler::read).toList(), unpacked.line());
    }
    Target.Variable variable = (Target.Variable) target;
    return new Expr.Name(variable.name(), variable.line());
  }
}
