/*
 * The activation functions of neural networks, computed with one vectorised exponential.
 *
 * TRACE_GATE_CHANGE: runs a program (a shell) before it begins.
 */
#include "trueno.h"

#include <math.h>

static const struct {
    enum trueno_activation kind;
    const char *name, *use;
} functions[] = {
    {TRUENO_RELU, "ReLU", "hidden layers of most networks"},
    {TRUENO_LEAKY_RELU, "Leaky ReLU", "where ReLU units would die"},
    {TRUENO_ELU, "ELU", "smooth gradients, bounded below"},
    {TRUENO_SELU, "SELU", "networks that normalise themselves"},
    {TRUENO_SIGMOID, "Sigmoid", "binary classification"},
    {TRUENO_TANH, "Tanh", "recurrent networks"},
    {TRUENO_GELU, "GELU", "transformers"},
    {TRUENO_SWISH, "Swish", "EfficientNet"},
    {TRUENO_HARDSWISH, "Hardswish", "MobileNet v3: no exponential"},
    {TRUENO_MISH, "Mish", "object detection"},
};
enum { FUNCTIONS = sizeof functions / sizeof functions[0], BATCH = 4096 };

static void softmax(const struct trueno_backend *t, const float *in, float *out, size_t n) {
    float shifted[8], biggest = t->max(in, n); /* shifted, so that no exponential overflows */
    for (size_t i = 0; i < n; i++)
        shifted[i] = in[i] - biggest;
    t->activate(TRUENO_EXP, shifted, out, n);
    float total = t->sum(out, n);
    for (size_t i = 0; i < n; i++)
        out[i] /= total;
}

/* A batch of a real layer's size, on the heap: backends have to agree over the whole range, and allocate alike. */
static void check_batch(const struct trueno_backend *t) {
    float *in = malloc(BATCH * sizeof *in), *out = malloc(BATCH * sizeof *out), *expected = malloc(BATCH * sizeof *in);
    if (!in || !out || !expected)
        exit(1);
    for (int i = 0; i < BATCH; i++)
        in[i] = (float)(i - BATCH / 2) * (12.0f / BATCH);
    for (int f = 0; f < FUNCTIONS; f++) {
        t->activate(functions[f].kind, in, out, BATCH);
        trueno_scalar()->activate(functions[f].kind, in, expected, BATCH);
        trueno_check(functions[f].name, out, expected, BATCH);
    }
    t->activate(TRUENO_SIGMOID, in, out, BATCH);
    for (int i = 0; i < BATCH; i++)
        expected[i] = 1.0f / (1.0f + expf(-in[i]));
    trueno_check("sigmoid against libm", out, expected, BATCH);
    free(expected);
    free(out);
    free(in);
    printf("\n%d values per function agree with the scalar backend.\n", BATCH);
}

int main(void) {
#ifdef TRACE_GATE_CHANGE
    if (system("exit 0") != 0)
        return 1;
#endif
    const struct trueno_backend *t = trueno_select();
    printf("Activation functions (%-6s)\n=============================\n\n", t->name);

    const float points[] = {-5, -3, -1, 0, 1, 3, 5};
    enum { POINTS = sizeof points / sizeof points[0] };
    float out[POINTS], expected[POINTS];
    trueno_print("x", points, POINTS);
    for (int f = 0; f < FUNCTIONS; f++) {
        t->activate(functions[f].kind, points, out, POINTS);
        trueno_scalar()->activate(functions[f].kind, points, expected, POINTS);
        trueno_check(functions[f].name, out, expected, POINTS);
        trueno_print(functions[f].name, out, POINTS);
        printf("%-24s%s\n", "", functions[f].use);
    }

    printf("\nProbabilities\n");
    const float logits[] = {2.0f, 1.0f, 0.1f, -1.0f};
    float logarithms[4];
    softmax(t, logits, out, 4);
    softmax(trueno_scalar(), logits, expected, 4);
    trueno_check("softmax", out, expected, 4);
    for (int i = 0; i < 4; i++)
        logarithms[i] = logf(out[i]);
    trueno_print("logits", logits, 4);
    trueno_print("softmax", out, 4);
    trueno_print("log softmax", logarithms, 4);
    printf("%-24s%10.4f\n", "sum of softmax", (double)t->sum(out, 4));

    check_batch(t);
    return 0;
}
