package dev.herder.core.template;

/**
 * A token of a template.
 *
 * @param text of data, the decoded text of a string, otherwise the characters of the source
 * @param line where it begins, counted from 1
 */
record Token(Type type, String text, int line) {
  enum Type {
    DATA("template data / text"),
    VARIABLE_BEGIN("begin of print statement"),
    VARIABLE_END("end of print statement"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    FLOAT("float"),
    OPERATOR("operator"),
    EOF("end of template");

    private final String description;

    Type(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }
  }

  boolean isName(String name) {
    return type == Type.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return type == Type.OPERATOR && text.equals(operator);
  }

  String description() {
    return type == Type.NAME || type == Type.OPERATOR ? text : type.description();
  }
}
