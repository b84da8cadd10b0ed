/*
 * Which vector unit will be used, and does each give the same answer? No file is needed to find out.
 *
 * TRACE_GATE_CHANGE: asks /proc/cpuinfo, a file opened and read that was not before.
 */
#include "trueno.h"

#ifdef TRACE_GATE_CHANGE
static void ask_the_kernel(void) {
    char line[512];
    FILE *cpuinfo = fopen("/proc/cpuinfo", "r");
    if (!cpuinfo || !fgets(line, sizeof line, cpuinfo))
        fputs("cannot read /proc/cpuinfo\n", stderr);
    if (cpuinfo)
        fclose(cpuinfo);
}
#endif

int main(void) {
    const struct trueno_backend *chosen = trueno_select();
#ifdef TRACE_GATE_CHANGE
    ask_the_kernel();
#endif
    printf("Backend detection\n=================\n\n");
    printf("Best on this machine:  %-6s\n", trueno_best()->name);
    printf("In use:                %-6s (%2d lanes)\n\n", chosen->name, chosen->lanes);

    printf("Backend   Available\n");
    for (int i = 0; i < TRUENO_BACKEND_COUNT; i++)
        printf("%-6s    %-3s\n", trueno_backends[i].name, trueno_available(&trueno_backends[i]) ? "yes" : "no");

    printf("\nOrder of preference\n  x86-64: avx512, avx2, sse2, scalar\n  arm64:  neon, scalar\n\n");

    /* 19 elements: no multiple of any lane count, so that every backend runs its remainder too. */
    float a[19], b[19], sum[19], expected[19];
    for (int i = 0; i < 19; i++) {
        a[i] = (float)(i + 1);
        b[i] = (float)(i + 4);
    }
    trueno_scalar()->add(a, b, expected, 19);
    for (int i = 0; i < TRUENO_BACKEND_COUNT; i++) {
        if (!trueno_available(&trueno_backends[i]))
            continue;
        trueno_backends[i].add(a, b, sum, 19);
        trueno_check(trueno_backends[i].name, sum, expected, 19);
    }
    chosen->add(a, b, sum, 19);
    trueno_print("[1 2 3] + [4 5 6]", sum, 3);
    printf("All available backends agree.\n");
    return 0;
}
