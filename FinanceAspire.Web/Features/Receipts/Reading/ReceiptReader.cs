using System.Diagnostics;
using System.Text.Json;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Components;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>Has an uploaded file read by a process of its own (<see cref="ReadReceipt"/>): one at a time, for so long and no longer.</summary>
internal sealed class ReceiptReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>All that the process gets to know: where programs and temporary files are. No connection, no secret.</summary>
    private static readonly string[] Told = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Reads <paramref name="source"/>; what is to be kept then lies in <paramref name="folder"/>.</summary>
    public async Task<Outcome<ReceiptContent>> ReadAsync(string source, string folder, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            var answer = await RunAsync(source, folder, patience.Token);
            cancellationToken.ThrowIfCancellationRequested();
            var reading = answer ?? ReadReceipt.Unreadable();
            return reading.Content is { } content ? content : reading.Refusal!;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The answer; null where the process came to no end of its own.</summary>
    private static async Task<ReceiptReading?> RunAsync(string source, string folder, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Command(source, folder))!;
        // What a crash says goes nowhere: it may quote the file.
        process.BeginErrorReadLine();
        try
        {
            var answer = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? JsonSerializer.Deserialize<ReceiptReading>(answer) : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo Command(string source, string folder)
    {
        var library = typeof(App).Assembly.Location;
        var program = Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ".exe" : null);
        var command = new ProcessStartInfo(File.Exists(program) ? program : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments = [.. File.Exists(program) ? Array.Empty<string>() : [library], ReadReceipt.Argument, source, folder];
        Array.ForEach(arguments, command.ArgumentList.Add);
        foreach (var name in command.Environment.Keys.Except(Told, StringComparer.OrdinalIgnoreCase).ToList())
        {
            command.Environment.Remove(name);
        }

        // 256 MB, hexadecimal: a page that unpacks to gigabytes ends the process.
        command.Environment["DOTNET_GCHeapHardLimit"] = "10000000";
        command.Environment["DOTNET_EnableDiagnostics"] = "0";
        command.Environment["DOTNET_TieredPGO"] = "0";
        return command;
    }
}
