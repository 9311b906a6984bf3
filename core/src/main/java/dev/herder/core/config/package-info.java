/**
 * Strict configuration: defaults, one YAML, overrides; every unknown key is an error with a
 * suggestion.
 */
@NullMarked
package dev.herder.core.config;

import org.jspecify.annotations.NullMarked;
