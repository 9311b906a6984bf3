package dev.herder.cli.option;

import com.fasterxml.jackson.databind.JsonNode;

/** A command with settings, whose help shows their defaults. */
@FunctionalInterface
public interface Configured {
  /** The settings that have a default, as JSON with keys in kebab-case. */
  JsonNode defaults();
}
