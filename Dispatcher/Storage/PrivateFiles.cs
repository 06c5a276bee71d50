namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Makes files and folders that only the dispatcher's user can read: addresses, letters and keys are in them. What is
/// there already keeps its mode, because an operator may have given it one.
/// </summary>
internal static class PrivateFiles
{
    /// <summary><c>0600</c>.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary><c>0700</c>.</summary>
    public const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Opens a file as <see cref="FileStream"/> does.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = share,
        };
        if (!OperatingSystem.IsWindows() && mode is not System.IO.FileMode.Open)
        {
            options.UnixCreateMode = FileMode;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes a folder, with those above it, where it is not there.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FolderMode);
        }
    }

    /// <summary>Makes an empty file; leaves one that is there alone, and a folder that is not.</summary>
    public static void Touch(string path)
    {
        try
        {
            if (!File.Exists(path) && Directory.Exists(Path.GetDirectoryName(path)))
            {
                Open(path, System.IO.FileMode.CreateNew, FileAccess.Write).Dispose();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process was faster, or the caller that opens the file reports what is wrong.
        }
    }
}
