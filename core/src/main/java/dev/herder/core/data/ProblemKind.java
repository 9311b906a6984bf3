package dev.herder.core.data;

/** Kinds of problems, to count them by. */
enum ProblemKind {
  UNREADABLE("unreadable file"),
  NO_ROWS("no rows"),
  TOO_LONG("too long"),
  NOT_UTF8("not UTF-8"),
  NOT_JSON("not JSON"),
  TOO_DEEP("nested too deep"),
  NOT_OBJECT("not an object"),
  DUPLICATE_KEY("duplicate key"),
  LONE_SURROGATE("lone surrogate"),
  NUMBER("number out of range"),
  UNKNOWN_SCHEMA("unknown schema"),
  MISSING_KEY("missing key"),
  WRONG_TYPE("wrong type"),
  EMPTY("empty"),
  UNKNOWN_ROLE("unknown role"),
  NO_ANSWER("no answer"),
  EQUAL_ANSWERS("equal answers"),
  EQUAL_RANKS("equal ranks"),
  WRONG_PURPOSE("unfit for the purpose");

  private final String title;

  ProblemKind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
