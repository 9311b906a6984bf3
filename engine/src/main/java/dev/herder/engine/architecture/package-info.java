/** The shape of a model: its configuration, its parameters and their places, its positions. */
@NullMarked
package dev.herder.engine.architecture;

import org.jspecify.annotations.NullMarked;
