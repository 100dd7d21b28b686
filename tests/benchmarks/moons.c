/* The moons step by hand: value and gradient of the hinge loss of an MLP(2, 16, 16, 1), with a penalty on the weights.
   A row of theta is the weights of a neuron with its bias last. Weights are turned first, so that every inner loop runs
   over the sixteen neurons of a layer, which lie side by side: the compiler makes vector instructions of it. */

enum { IN = 2, WIDE = 16, A = WIDE * (IN + 1), B = WIDE * (WIDE + 1), SIZE = A + B + WIDE + 1 };

double moons(int points, const double *x, const double *t, double penalty, const double *theta, double *gradient) {
    const double *second = theta + A, *last = second + B;
    double w1[IN + 1][WIDE], w2[WIDE + 1][WIDE], w3[WIDE], g1[IN + 1][WIDE] = {0}, g2[WIDE + 1][WIDE] = {0};
    double g3[WIDE] = {0}, g_bias = 0, loss = 0, squares = 0;
    for (int i = 0; i < WIDE; i++) {
        for (int j = 0; j <= IN; j++) w1[j][i] = theta[i * (IN + 1) + j];
        for (int j = 0; j <= WIDE; j++) w2[j][i] = second[i * (WIDE + 1) + j];
        w3[i] = last[i];
    }
    for (int p = 0; p < points; p++) {
        double x0 = x[IN * p], x1 = x[IN * p + 1], h1[WIDE], h2[WIDE], up1[WIDE], up2[WIDE], score = last[WIDE];
        for (int i = 0; i < WIDE; i++) {
            double z = x0 * w1[0][i] + x1 * w1[1][i] + w1[2][i];
            h1[i] = z > 0 ? z : 0;
        }
        for (int i = 0; i < WIDE; i++) h2[i] = w2[WIDE][i];
        for (int j = 0; j < WIDE; j++)
            for (int i = 0; i < WIDE; i++) h2[i] += h1[j] * w2[j][i];
        for (int i = 0; i < WIDE; i++) h2[i] = h2[i] > 0 ? h2[i] : 0;
        for (int i = 0; i < WIDE; i++) score += h2[i] * w3[i];
        double margin = 1 - t[p] * score;
        if (margin <= 0) continue; /* the hinge is flat here: no gradient */
        loss += margin;
        g_bias -= t[p];
        for (int i = 0; i < WIDE; i++) {
            g3[i] -= t[p] * h2[i];
            up2[i] = h2[i] > 0 ? -t[p] * w3[i] : 0;
            g2[WIDE][i] += up2[i];
        }
        for (int j = 0; j < WIDE; j++) {
            double sum = 0;
            for (int i = 0; i < WIDE; i++) g2[j][i] += h1[j] * up2[i];
            for (int i = 0; i < WIDE; i++) sum += second[i * (WIDE + 1) + j] * up2[i];
            up1[j] = h1[j] > 0 ? sum : 0;
        }
        for (int i = 0; i < WIDE; i++) {
            g1[0][i] += x0 * up1[i];
            g1[1][i] += x1 * up1[i];
            g1[2][i] += up1[i];
        }
    }
    for (int i = 0; i < WIDE; i++) {
        for (int j = 0; j <= IN; j++) gradient[i * (IN + 1) + j] = g1[j][i];
        for (int j = 0; j <= WIDE; j++) gradient[A + i * (WIDE + 1) + j] = g2[j][i];
        gradient[A + B + i] = g3[i];
    }
    gradient[A + B + WIDE] = g_bias;
    for (int k = 0; k < SIZE; k++) {
        squares += theta[k] * theta[k];
        gradient[k] = gradient[k] / points + 2 * penalty * theta[k];
    }
    return loss / points + penalty * squares;
}
