using System.Runtime.InteropServices;
using System.Text;

namespace FinanceAspire.Worker.Secrets;

/// <summary>A file that one user can read (mode 0600).</summary>
internal static class PrivateFile
{
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(path, options);
    }

    /// <summary>Writes it whole or not at all.</summary>
    public static void Write(string path, string text, uint? user)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = Create(temporary))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        if (user is { } owner && !OperatingSystem.IsWindows() && ChangeOwner(temporary, owner, uint.MaxValue) != 0)
        {
            throw new IOException($"{path} cannot be given to user {owner}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        File.Move(temporary, path, overwrite: true);
    }

    // .NET has no call of its own for it. The group stays as it is: (gid_t)-1.
    [DllImport("libc", EntryPoint = "chown", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(string path, uint user, uint group);
}
