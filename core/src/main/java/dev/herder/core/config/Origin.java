package dev.herder.core.config;

/** Where a value came from. */
sealed interface Origin {
  /** The place in messages, for example {@code run.yaml:3:5}. */
  String place();

  /** The comment beside the value when it is printed. */
  String comment();

  /** The default of a record. */
  record Default() implements Origin {
    @Override
    public String place() {
      return "default";
    }

    @Override
    public String comment() {
      return "default";
    }
  }

  /** Nowhere: a setting that nobody gave. */
  record Nowhere() implements Origin {
    @Override
    public String place() {
      return "";
    }

    @Override
    public String comment() {
      return "missing";
    }
  }

  /** A place in a file; line and column from 1. */
  record File(String file, int line, int column) implements Origin {
    @Override
    public String place() {
      return file + ":" + line + ":" + column;
    }

    @Override
    public String comment() {
      return file + ":" + line;
    }
  }

  /** An override on the command line: {@code --set a.b} or the option's name. */
  record CommandLine(String label) implements Origin {
    @Override
    public String place() {
      return label;
    }

    @Override
    public String comment() {
      return label;
    }
  }
}
