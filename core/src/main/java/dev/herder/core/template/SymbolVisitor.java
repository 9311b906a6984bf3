package dev.herder.core.template;

import java.util.List;

/** Enters what the nodes of one scope read and assign into its symbols. */
final class SymbolVisitor {
  private SymbolVisitor() {}

  static void visit(Symbols symbols, List<? extends Node> nodes) {
    for (Node node : nodes) {
      visit(symbols, node);
    }
  }

  static void visit(Symbols symbols, Node node) {
    if (node instanceof Expr.Name name) {
      symbols.load(name.name());
    } else if (node instanceof Target.Variable variable) {
      symbols.store(variable.name());
    } else if (node instanceof Target.Attribute attribute) {
      symbols.load(attribute.namespace());
    } else if (node instanceof Stmt.If condition) {
      visitIf(symbols, condition);
    } else if (node instanceof Stmt.MacroBlock macro) {
      symbols.store(macro.name());
    } else if (node instanceof Stmt.Elsewhere elsewhere) {
      visit(symbols, elsewhere.template());
      elsewhere.names().forEach(symbols::store);
    } else if (node instanceof Stmt.Set set) {
      visit(symbols, set.value());
      visit(symbols, set.target());
    } else if (node instanceof Stmt.SetBlock set) {
      visit(symbols, set.target());
    } else if (node instanceof Stmt.For loop) {
      visit(symbols, loop.items());
    } else if (node instanceof Stmt.CallBlock call) {
      visit(symbols, call.call());
    } else if (node instanceof Stmt.FilterBlock block) {
      visit(symbols, block.filter());
    } else if (node instanceof Stmt.With with) {
      visit(symbols, with.values());
    } else if (!(node instanceof Stmt.Block
        || node instanceof Stmt.Autoescape
        || node instanceof Stmt.Generation)) {
      // Expressions and what prints them; the excepted blocks are scopes of their own.
      visit(symbols, node.children());
    }
  }

  private static void visitIf(Symbols symbols, Stmt.If condition) {
    visit(symbols, condition.test());
    Symbols body = symbols.copy();
    visit(body, condition.body());
    Symbols branches = symbols.copy();
    visit(branches, condition.branches());
    Symbols otherwise = symbols.copy();
    visit(otherwise, condition.otherwise());
    symbols.merge(List.of(body, branches, otherwise));
  }

  /** Declares the variables of a target as given from outside. */
  static void parameters(Symbols symbols, Target target) {
    if (target instanceof Target.Variable variable) {
      symbols.parameter(variable.name());
    } else if (target instanceof Target.Unpacked unpacked) {
      for (Target part : unpacked.targets()) {
        parameters(symbols, part);
      }
    }
  }
}
