/**
 * The model: its configuration, its parameters in flat buffers, forward and backward over packed
 * batches.
 */
@NullMarked
package dev.herder.engine.model;

import org.jspecify.annotations.NullMarked;
