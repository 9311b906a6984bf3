/** Questions to a model: units of work, prompt templates, steps that ask and go on. */
@NullMarked
package dev.herder.synthdata.ask;

import org.jspecify.annotations.NullMarked;
