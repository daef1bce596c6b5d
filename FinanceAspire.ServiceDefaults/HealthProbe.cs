using System.Globalization;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// <c>--healthcheck</c>: asks the service in this container whether it is ready. The program does it itself, so that its
/// image needs neither a shell nor curl.
/// </summary>
public static class HealthProbe
{
    public const string Argument = "--healthcheck";

    /// <returns>0 where it is ready, 1 where it is not.</returns>
    public static async Task<int> RunAsync()
    {
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Port().ToString(CultureInfo.InvariantCulture)}/health"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }

    /// <summary>The first port that the service in this environment listens on.</summary>
    private static int Port()
    {
        var ports = Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS") ?? Environment.GetEnvironmentVariable("HTTP_PORTS");
        return int.TryParse(ports?.Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 8080;
    }
}
