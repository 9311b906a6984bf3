/**
 * JSON files from outside, read strictly: bounded, no duplicate keys, every complaint with its
 * place.
 */
@NullMarked
package dev.herder.engine.json;

import org.jspecify.annotations.NullMarked;
