package dev.herder.core.template;

import java.util.List;

/**
 * The code of a macro or call block.
 *
 * @param name empty for a call block
 * @param parameters names of the parameters
 * @param parameterSlots their variables
 * @param defaults of the last parameters
 * @param callerSlot of the implicit parameter caller, or -1
 * @param kwargsSlot of the implicit parameter kwargs, or -1
 * @param varargsSlot of the implicit parameter varargs, or -1
 * @param usesCaller whether the body uses caller, declared or not
 * @param function the body
 */
record MacroCode(
    String name,
    List<String> parameters,
    List<Integer> parameterSlots,
    List<Code> defaults,
    int callerSlot,
    int kwargsSlot,
    int varargsSlot,
    boolean usesCaller,
    FunctionCode function) {}
