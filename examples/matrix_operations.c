/*
 * Products and transposes of small matrices, and a linear layer made of them.
 *
 * TRACE_GATE_CHANGE: switches the buffer of stdout off, so that every piece of text is a write of its own.
 */
#include "trueno.h"

enum { MAX = 16 };

struct matrix {
    size_t rows, columns;
    float at[MAX];
};

static void print_matrix(const char *label, const struct matrix *m) {
    printf("%s (%zu x %zu)\n", label, m->rows, m->columns);
    for (size_t i = 0; i < m->rows; i++)
        trueno_print("", m->at + i * m->columns, m->columns);
}

/* Row i of the product is the sum of the rows of b, weighted with row i of a: only whole rows, so no gathering. */
static struct matrix multiply(const struct trueno_backend *t, const struct matrix *a, const struct matrix *b) {
    struct matrix product = {.rows = a->rows, .columns = b->columns};
    for (size_t i = 0; i < a->rows; i++)
        for (size_t k = 0; k < a->columns; k++)
            t->axpy(a->at[i * a->columns + k], b->at + k * b->columns, product.at + i * b->columns, b->columns);
    return product;
}

static struct matrix transpose(const struct matrix *m) {
    struct matrix turned = {.rows = m->columns, .columns = m->rows};
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->columns; j++)
            turned.at[j * m->rows + i] = m->at[i * m->columns + j];
    return turned;
}

static struct matrix matvec(const struct trueno_backend *t, const struct matrix *m, const float *v) {
    struct matrix result = {.rows = 1, .columns = m->rows};
    for (size_t i = 0; i < m->rows; i++)
        result.at[i] = t->dot(m->at + i * m->columns, v, m->columns);
    return result;
}

static struct matrix checked_product(const struct trueno_backend *t, const char *label, const struct matrix *a,
                                     const struct matrix *b) {
    struct matrix product = multiply(t, a, b), expected = multiply(trueno_scalar(), a, b);
    trueno_check(label, product.at, expected.at, product.rows * product.columns);
    print_matrix(label, &product);
    return product;
}

static struct matrix checked_matvec(const struct trueno_backend *t, const char *label, const struct matrix *m,
                                    const float *v) {
    struct matrix result = matvec(t, m, v), expected = matvec(trueno_scalar(), m, v);
    trueno_check(label, result.at, expected.at, result.columns);
    trueno_print(label, result.at, result.columns);
    return result;
}

int main(void) {
#ifdef TRACE_GATE_CHANGE
    setvbuf(stdout, NULL, _IONBF, 0);
#endif
    const struct trueno_backend *t = trueno_select();
    printf("Matrix operations (%-6s)\n==========================\n\n", t->name);

    const struct matrix a = {2, 3, {1, 2, 3, 4, 5, 6}}, b = {3, 2, {7, 8, 9, 10, 11, 12}};
    const struct matrix identity = {3, 3, {1, 0, 0, 0, 1, 0, 0, 0, 1}}, zero = {3, 2, {0}};
    print_matrix("A", &a);
    print_matrix("B", &b);
    struct matrix product = checked_product(t, "A B", &a, &b);

    struct matrix turned = transpose(&a), back = transpose(&turned);
    print_matrix("\nA transposed", &turned);
    trueno_check("transposed twice", back.at, a.at, 6);

    const struct matrix m = {3, 4, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
    const float v[] = {1, 2, 3, 4};
    printf("\nM is 3 x 4, v = 1 2 3 4\n");
    checked_matvec(t, "M v", &m, v);
    struct matrix turned_m = transpose(&m);
    checked_matvec(t, "[1 2 3] M", &turned_m, v);

    printf("\nA linear layer, y = W x + bias\n");
    const struct matrix weights = {3, 4, {0.1f, 0.2f, -0.1f, 0.3f, -0.2f, 0.1f, 0.4f, -0.1f, 0.3f, -0.1f, 0.2f, 0.1f}};
    const float bias[] = {0.1f, -0.1f, 0.2f};
    const float samples[3][4] = {{1, 2, 3, 4}, {0.5f, -1, 0, 2}, {-1, 1, -1, 1}};
    for (int i = 0; i < 3; i++) {
        struct matrix y = checked_matvec(t, "W x", &weights, samples[i]);
        t->add(y.at, bias, y.at, 3);
        trueno_print("  with bias", y.at, 3);
    }

    printf("\nProperties\n");
    struct matrix same = multiply(t, &a, &identity), nothing = multiply(t, &a, &zero);
    trueno_check("A I = A", same.at, a.at, 6);
    trueno_check("A 0 = 0", nothing.at, zero.at, 4);
    struct matrix turned_b = transpose(&b), reverse = multiply(t, &turned_b, &turned), expected = transpose(&product);
    trueno_check("transpose of a product", reverse.at, expected.at, 4);
    printf("  A I = A\n  A 0 = 0\n  transpose(A B) = transpose(B) transpose(A)\n");
    return 0;
}
