using System.Diagnostics;

namespace FinanceAspire.Benchmarks;

/// <summary>Medians of several runs after a warm-up, in milliseconds.</summary>
internal static class Measure
{
    public static Task<double> MedianAsync(int runs, Func<Task> act) => AtAsync(0.5, runs, act);

    /// <summary>The time below which the given share of the runs lies.</summary>
    public static async Task<double> AtAsync(double share, int runs, Func<Task> act)
    {
        for (var warm = 0; warm < Math.Min(5, runs - 1); warm++)
        {
            await act();
        }

        var times = new List<double>(runs);
        for (var run = 0; run < runs; run++)
        {
            var watch = Stopwatch.StartNew();
            await act();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times.Order().ElementAt(Math.Min(runs - 1, (int)(runs * share)));
    }

    public static void Row(string what, double milliseconds, params (string Than, double Milliseconds)[] beside) =>
        Console.WriteLine($"| {what} | {milliseconds:0.00} | {string.Join(" | ", beside.Select(b => $"{milliseconds / b.Milliseconds:0.00}x {b.Than} ({b.Milliseconds:0.00})"))} |");

    /// <summary>A wrong result is the one thing that a benchmark fails on.</summary>
    public static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Wrong result: {what}");
        }
    }
}
