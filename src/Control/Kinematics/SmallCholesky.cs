namespace RoboticsStack.Control.Kinematics;

/// <summary>Cholesky factorisation of a symmetric 6×6 matrix, row after row, lower triangle used.</summary>
internal static class SmallCholesky
{
    private const int N = 6;

    /// <summary>Factors <paramref name="matrix"/> + <paramref name="damping"/>·I; returns the square root of that sum's determinant.</summary>
    public static double Factor(ReadOnlySpan<double> matrix, Span<double> factor, double damping)
    {
        double rootOfDeterminant = 1;
        for (int row = 0; row < N; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = matrix[row * N + column] + (row == column ? damping : 0);
                for (int k = 0; k < column; k++)
                {
                    sum -= factor[row * N + k] * factor[column * N + k];
                }
                factor[row * N + column] = row == column ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / factor[column * N + column];
            }
            rootOfDeterminant *= factor[row * N + row];
        }
        return rootOfDeterminant;
    }

    /// <summary>Solves in place.</summary>
    public static void Solve(ReadOnlySpan<double> factor, Span<double> vector)
    {
        for (int row = 0; row < N; row++)
        {
            for (int k = 0; k < row; k++)
            {
                vector[row] -= factor[row * N + k] * vector[k];
            }
            vector[row] /= factor[row * N + row];
        }
        for (int row = N - 1; row >= 0; row--)
        {
            for (int k = row + 1; k < N; k++)
            {
                vector[row] -= factor[k * N + row] * vector[k];
            }
            vector[row] /= factor[row * N + row];
        }
    }
}
