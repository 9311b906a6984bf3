package dev.herder.core.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a parsed template into code. */
final class Compiler {
  private final ExpressionCompiler expressions = new ExpressionCompiler();
  private final LoopCompiler loops = new LoopCompiler(this, expressions);
  private final MacroCompiler macros = new MacroCompiler(this, expressions);
  private final List<Stmt.Block> blocks = new ArrayList<>();
  private boolean hasBlocks;

  private Compiler() {}

  /**
   * A compiled template.
   *
   * @param main its code
   * @param blocks its named blocks
   */
  record Compiled(FunctionCode main, Map<String, FunctionCode> blocks) {}

  static Compiled compile(List<Stmt> template) {
    return new Compiler().template(template);
  }

  private Compiled template(List<Stmt> template) {
    hasBlocks = Names.has(template, Stmt.Block.class);
    FunctionScope function = new FunctionScope(null);
    Symbols symbols = Symbols.root(function);
    SymbolVisitor.visit(symbols, template);
    FunctionCode main = function(template, new Scope(symbols, true, false, false));
    Map<String, FunctionCode> compiled = new HashMap<>();
    // Compiling a block may find more of them.
    for (int i = 0; i < blocks.size(); i++) {
      Stmt.Block block = blocks.get(i);
      if (compiled.containsKey(block.name())) {
        throw new TemplateError(block.line(), "block '" + block.name() + "' defined twice");
      }
      Symbols own = Symbols.root(new FunctionScope(null));
      SymbolVisitor.visit(own, block.body());
      compiled.put(block.name(), function(block.body(), new Scope(own, false, false, false)));
    }
    return new Compiled(main, compiled);
  }

  /** The code of a scope that is a function of its own. */
  FunctionCode function(List<Stmt> body, Scope scope) {
    int before = expressions.nodes();
    Step steps = body(body, scope);
    int cost = cost(before, body);
    Step enter = enter(scope);
    int slots = scope.symbols().function.size();
    return new FunctionCode(slots, enter, steps, Nesting.depth(body), cost);
  }

  /** What running a body once costs: its nodes, those compiled since {@code before}. */
  int cost(int before, List<Stmt> body) {
    return 1 + body.size() + expressions.nodes() - before;
  }

  Step body(List<Stmt> stmts, Scope scope) {
    if (stmts.isEmpty()) {
      return Steps.NOTHING;
    }
    List<Step> steps = new ArrayList<>(stmts.size());
    for (Stmt stmt : stmts) {
      steps.add(statement(stmt, scope));
    }
    return steps.size() == 1 ? steps.get(0) : new Steps.Sequence(steps);
  }

  private Step statement(Stmt stmt, Scope scope) {
    if (stmt instanceof Stmt.Data data) {
      return new Steps.Data(data.text());
    } else if (stmt instanceof Stmt.Print print) {
      return new Steps.Print(expressions.compile(print.value(), scope), print.line());
    } else if (stmt instanceof Stmt.If condition) {
      return condition(condition, scope);
    } else if (stmt instanceof Stmt.For loop) {
      return loops.compile(loop, scope);
    } else if (stmt instanceof Stmt.Set set) {
      Code value = expressions.compile(set.value(), scope);
      Step assign = new Steps.Assign(store(set.target(), scope), value);
      return exported(assign, set.target(), scope);
    } else if (stmt instanceof Stmt.SetBlock set) {
      return setBlock(set, scope);
    } else if (stmt instanceof Stmt.MacroBlock macro) {
      Target name = new Target.Variable(macro.name(), macro.line());
      MacroCode code = macros.compile(macro.name(), macro.callee(), macro.line(), scope);
      return exported(new Steps.Define(code, store(name, scope)), name, scope);
    } else if (stmt instanceof Stmt.CallBlock call) {
      MacroCode caller = macros.compile("", call.callee(), call.line(), scope);
      return new BufferSteps.Call(
          caller, expressions.plainCall(call.call(), scope, true), call.line());
    } else if (stmt instanceof Stmt.Generation generation) {
      Stmt.Callee callee = new Stmt.Callee(List.of(), List.of(), generation.body());
      return new BufferSteps.Generation(
          macros.compile("", callee, generation.line(), scope).function());
    }
    return block(stmt, scope);
  }

  private Step block(Stmt stmt, Scope scope) {
    if (stmt instanceof Stmt.With with) {
      return with(with, scope);
    } else if (stmt instanceof Stmt.FilterBlock filter) {
      return filterBlock(filter, scope);
    } else if (stmt instanceof Stmt.Block block) {
      blocks.add(block);
      Steps.Export locals = block.scoped() ? export(scope.symbols().visibleStores(), scope) : null;
      return new Steps.Block(block.name(), block.required(), locals, block.line());
    } else if (stmt instanceof Stmt.Autoescape autoescape) {
      Scope inner = scope.inner();
      SymbolVisitor.visit(inner.symbols(), autoescape.children());
      Code value = expressions.compile(autoescape.value(), inner);
      Step body = body(autoescape.body(), inner);
      return scoped(inner, new Steps.Autoescape(value, body, autoescape.line()));
    } else if (stmt instanceof Stmt.Elsewhere elsewhere) {
      if (elsewhere.tag().equals("extends") && !scope.toplevel()) {
        throw new TemplateError(elsewhere.line(), "cannot use extend from a non top-level scope");
      }
      return new Steps.Missing(elsewhere.tag(), elsewhere.line());
    }
    if (!scope.inLoop()) {
      String tag = stmt instanceof Stmt.Break ? "break" : "continue";
      throw new TemplateError(stmt.line(), "'" + tag + "' outside of a loop");
    }
    Step.Flow flow = stmt instanceof Stmt.Break ? Step.Flow.BREAK : Step.Flow.CONTINUE;
    return frame -> flow;
  }

  private Step condition(Stmt.If condition, Scope scope) {
    Scope inner = scope.branch();
    List<Steps.Branch> branches = new ArrayList<>();
    branches.add(branch(condition, inner));
    for (Stmt.If branch : condition.branches()) {
      branches.add(branch(branch, inner));
    }
    return new Steps.If(branches, body(condition.otherwise(), inner));
  }

  private Steps.Branch branch(Stmt.If condition, Scope scope) {
    return new Steps.Branch(
        expressions.compile(condition.test(), scope),
        body(condition.body(), scope),
        condition.line());
  }

  private Step with(Stmt.With with, Scope scope) {
    Scope inner = scope.inner();
    for (Target target : with.targets()) {
      SymbolVisitor.parameters(inner.symbols(), target);
    }
    SymbolVisitor.visit(inner.symbols(), with.body());
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < with.targets().size(); i++) {
      Store target = store(with.targets().get(i), inner);
      steps.add(new Steps.Assign(target, expressions.compile(with.values().get(i), scope)));
    }
    steps.add(body(with.body(), inner));
    return scoped(inner, new Steps.Sequence(steps));
  }

  /** Steps between the entry of a scope of their function and its end. */
  private static Step scoped(Scope inner, Step steps) {
    Step enter = enter(inner);
    Step leave = leave(inner);
    return frame -> {
      enter.run(frame);
      Step.Flow flow = steps.run(frame);
      leave.run(frame);
      return flow;
    };
  }

  private Step setBlock(Stmt.SetBlock set, Scope scope) {
    Scope inner = scope.inner();
    SymbolVisitor.visit(inner.symbols(), set.body());
    Step body = body(set.body(), inner);
    Code filter = set.filter() == null ? null : expressions.filter(set.filter(), inner);
    Step step =
        new BufferSteps.SetBlock(
            enter(inner), body, filter, store(set.target(), scope), leave(inner), set.line());
    return exported(step, set.target(), scope);
  }

  private Step filterBlock(Stmt.FilterBlock block, Scope scope) {
    Scope inner = scope.inner();
    SymbolVisitor.visit(inner.symbols(), block.children());
    Step body = body(block.body(), inner);
    Code filter = expressions.filter(block.filter(), inner);
    return new BufferSteps.FilterBlock(enter(inner), body, filter, leave(inner), block.line());
  }

  Store store(Target target, Scope scope) {
    if (target instanceof Target.Variable variable) {
      Symbols.Slot slot = scope.symbols().find(variable.name());
      if (slot == null || !scope.isOwn(slot)) {
        throw new IllegalStateException("a name that is assigned is not of its scope");
      }
      return new Store.Local(slot.index());
    }
    if (target instanceof Target.Attribute attribute) {
      Expr namespace = new Expr.Name(attribute.namespace(), attribute.line());
      return new Store.Attribute(
          expressions.compile(namespace, scope), attribute.name(), attribute.line());
    }
    Target.Unpacked unpacked = (Target.Unpacked) target;
    List<Store> stores = unpacked.targets().stream().map(part -> store(part, scope)).toList();
    return new Store.Unpack(stores, unpacked.line());
  }

  /** The step itself, followed by an export where blocks must see what it assigns. */
  private Step exported(Step step, Target target, Scope scope) {
    if (!hasBlocks || !scope.toplevel()) {
      return step;
    }
    Map<String, Symbols.Slot> assigned = new HashMap<>();
    collect(target, scope, assigned);
    return new Steps.Sequence(List.of(step, export(assigned, scope)));
  }

  private static void collect(Target target, Scope scope, Map<String, Symbols.Slot> assigned) {
    if (target instanceof Target.Variable variable) {
      Symbols.Slot slot = scope.symbols().find(variable.name());
      if (slot != null) {
        assigned.put(variable.name(), slot);
      }
    } else if (target instanceof Target.Unpacked unpacked) {
      unpacked.targets().forEach(part -> collect(part, scope, assigned));
    }
  }

  private static Steps.Export export(Map<String, Symbols.Slot> variables, Scope scope) {
    Map<String, Code> values = new HashMap<>();
    variables.forEach((name, slot) -> values.put(name, ValueCode.variable(slot, name, scope)));
    return new Steps.Export(values);
  }

  static Step enter(Scope scope) {
    List<Steps.Load> loads = new ArrayList<>();
    scope
        .symbols()
        .loads()
        .forEach(
            (slot, load) -> {
              Symbols.Slot outer = load.outer();
              boolean input = load.origin() == Symbols.Origin.INPUT;
              if (load.origin() != Symbols.Origin.PARAMETER) {
                loads.add(
                    new Steps.Load(
                        slot.index(),
                        input ? load.name() : null,
                        outer == null ? null : ValueCode.variable(outer, load.name(), scope)));
              }
            });
    return loads.isEmpty() ? Steps.NOTHING : new Steps.Enter(loads);
  }

  static Step leave(Scope scope) {
    Set<Symbols.Slot> slots = scope.symbols().loads().keySet();
    return slots.isEmpty()
        ? Steps.NOTHING
        : new Steps.Leave(slots.stream().map(Symbols.Slot::index).toList());
  }
}
