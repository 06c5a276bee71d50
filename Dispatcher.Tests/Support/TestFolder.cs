namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>A folder for one test, deleted when the test ends.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dispatcher-test-").FullName;

    /// <summary>Writes a file and returns its path; missing folders are made.</summary>
    public string Write(string name, string content)
    {
        var path = File(name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public string File(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Puts the shipped templates into <c>templates/</c>.</summary>
    public void CopyTemplates()
    {
        foreach (
            var file in Directory.EnumerateFiles(
                System.IO.Path.Combine(Corpora.Repository(), "templates"),
                "*",
                SearchOption.AllDirectories
            )
        )
        {
            Write(System.IO.Path.GetRelativePath(Corpora.Repository(), file), System.IO.File.ReadAllText(file));
        }
    }

    /// <summary>Lets programs of another user read the folder.</summary>
    public void LetOthersRead() => SetMode(Path, (UnixFileMode)0b111_101_101);

    /// <summary>Lets programs of another user write into the folder, or into a folder in it.</summary>
    public void LetOthersWrite(string name = "") => LetAnybody(System.IO.Path.Combine(Path, name));

    /// <summary>Gives programs of another user all rights to a file or folder.</summary>
    public static void LetAnybody(string path) => SetMode(path, (UnixFileMode)0b111_111_111);

    /// <summary>Leaves a file to its owner alone, as a file with a secret must be.</summary>
    public static void Close(string path) => SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, mode);
        }
    }
}
