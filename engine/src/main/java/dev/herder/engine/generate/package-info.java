/** Sampling with a key-value cache. */
@NullMarked
package dev.herder.engine.generate;

import org.jspecify.annotations.NullMarked;
