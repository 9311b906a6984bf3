/**
 * What people see of a run: metrics, TensorBoard events, progress, tables, and figures for them.
 */
@NullMarked
package dev.herder.core.report;

import org.jspecify.annotations.NullMarked;
