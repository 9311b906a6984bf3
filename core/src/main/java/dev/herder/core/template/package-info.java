/**
 * Chat templates: a small sandboxed Jinja interpreter that renders what Python's jinja2 renders.
 */
@NullMarked
package dev.herder.core.template;

import org.jspecify.annotations.NullMarked;
