using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace FinanceAspire.AppHost;

/// <summary>What the user may set: <c>--Infrastructure:Mode=</c>, <c>--Infrastructure:DataDirectory=</c>, <c>--Web:Port=</c> …</summary>
internal sealed record InfrastructureSettings(string Mode, string? DataDirectory, string? PostgresBin, string VolumePrefix, int? WebPort)
{
    public static InfrastructureSettings Read(IConfiguration configuration) => new(
        configuration["Infrastructure:Mode"] ?? "auto",
        configuration["Infrastructure:DataDirectory"],
        configuration["Infrastructure:PostgresBin"],
        configuration["Infrastructure:VolumePrefix"] ?? "financeaspire",
        Port(configuration["Web:Port"] ?? "5080"));

    /// <summary>The port of the page; 0 leaves it to the machine.</summary>
    private static int? Port(string text) =>
        !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535
            ? throw new InvalidOperationException($"--Web:Port={text} is no port.")
            : port == 0 ? null : port;
}
