package dev.herder.cli.option;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Lets help show the defaults of a command's settings where its options are.
 *
 * <p>The defaults themselves come from the settings' record: see {@link CommonOptions#resolve}.
 *
 * @param command the command; it is asked only when its own help or options are read
 */
public record ShownDefaults(CommandSpec command) implements IDefaultValueProvider {
  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    ConfigKey key = GivenSetting.keyOf(arg);
    if (key == null
        || !key.means().isEmpty()
        || !(command.userObject() instanceof Configured configured)) {
      return null;
    }
    JsonNode value = configured.defaults();
    for (String part : key.value().split("\\.", -1)) {
      value = value.path(part);
    }
    if (value.isArray()) {
      StringBuilder items = new StringBuilder();
      value.forEach(item -> items.append(items.isEmpty() ? "" : ",").append(text(item)));
      return items.toString();
    }
    return value.isValueNode() && !value.isNull() ? text(value) : null;
  }

  /** A number as people write it: 0.00002 and not 2.0E-5. */
  private static String text(JsonNode value) {
    if (!value.isFloatingPointNumber()) {
      return value.asText();
    }
    BigDecimal number = new BigDecimal(value.asText()).stripTrailingZeros();
    return number.scale() <= 6 ? number.toPlainString() : number.toString();
  }
}
