package dev.herder.cli.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes an option or parameter an override of a setting.
 *
 * <p>Such a field has no meaning of its own: what the user gave goes as text to the strict binder,
 * which knows the setting's type and range. Its Java type is {@code String}, a list of these, or
 * {@code Boolean} for a flag.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ConfigKey {
  /** The setting, in kebab-case, with dots inside nested records. */
  String value();

  /** The setting's value where the option is a flag that stands for it; empty otherwise. */
  String means() default "";
}
