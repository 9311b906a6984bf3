"""What the machine is, and what else it did during a run."""

import os
import platform


def describe():
    model, flags = "unknown", ""
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                model = value.strip()
            if key.strip() == "flags":
                flags = value.split()
    vector = [f for f in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16") if f in flags]
    memory = {k: round(v / 2**20, 1) for k, v in meminfo().items() if k in ("MemTotal", "MemAvailable")}
    return {"cpu": model, "cores": os.cpu_count(), "vector": vector, "memory_gib": memory, "kernel": platform.release(), "python": platform.python_version()}


def meminfo():
    """Entries of /proc/meminfo in KiB."""
    with open("/proc/meminfo", encoding="utf-8") as lines:
        return {k: int(v.split()[0]) for k, v in (line.split(":") for line in lines)}


def cpu_seconds():
    """Seconds of all cores since boot: in use (by anyone here), taken by the host, and altogether."""
    with open("/proc/stat", encoding="utf-8") as lines:
        user, nice, system, idle, wait, irq, soft, steal = (int(x) / os.sysconf("SC_CLK_TCK") for x in lines.readline().split()[1:9])
    used = user + nice + system + irq + soft
    return {"used": used, "stolen": steal, "all": used + idle + wait + steal}


def disturbance(before, after, own):
    """Shares of all cores' time that other programs and the host took while a program used OWN seconds of processor time."""
    total = max(after["all"] - before["all"], 1e-9)
    return {
        "others_share": round(max(after["used"] - before["used"] - own, 0) / total, 3),
        "stolen_share": round((after["stolen"] - before["stolen"]) / total, 3),
    }
