package dev.herder.core.run;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of unfinished files: {@code .NAME.tmp-HEX}, and {@code .NAME.old-HEX} while swapping.
 */
final class TemporaryNames {
  private static final Pattern PATTERN = Pattern.compile("\\.(.+)\\.(tmp|old)-[0-9a-f]{16}");

  private TemporaryNames() {}

  static Path beside(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".tmp-" + suffix());
  }

  static Path forOld(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".old-" + suffix());
  }

  static boolean isTemporary(Path path) {
    return PATTERN.matcher(path.getFileName().toString()).matches();
  }

  /** The name that a temporary one is for; its own, if it is none. */
  static String finalName(Path path) {
    Matcher matcher = PATTERN.matcher(path.getFileName().toString());
    return matcher.matches() ? matcher.group(1) : path.getFileName().toString();
  }

  /** The name that was moved aside, or null if this is not the name of a moved one. */
  static @Nullable String movedAside(Path path) {
    Matcher matcher = PATTERN.matcher(path.getFileName().toString());
    return matcher.matches() && matcher.group(2).equals("old") ? matcher.group(1) : null;
  }

  static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " has no parent folder");
    }
    return parent;
  }

  private static String suffix() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
