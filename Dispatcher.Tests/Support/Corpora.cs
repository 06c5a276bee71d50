namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Data sets beside a checkout (or where NEWSLETTER_CORPORA points); a test that needs one is skipped without it.
/// </summary>
internal static class Corpora
{
    /// <summary>The path of a file of the corpora; ignores the test when it does not exist.</summary>
    public static string Require(params string[] parts)
    {
        var root =
            Environment.GetEnvironmentVariable("NEWSLETTER_CORPORA")
            ?? Path.GetFullPath(Path.Combine(Repository(), "..", "shared", "corpora"));
        var path = Path.Combine([root, .. parts]);
        if (!Path.Exists(path))
        {
            Assert.Ignore(
                $"No {string.Join('/', parts)} beside this checkout; set NEWSLETTER_CORPORA to run this test."
            );
        }

        return path;
    }

    /// <summary>The repository's root: the folder above the tests' own that holds the solution.</summary>
    public static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Newsletter.sln")))
        {
            folder =
                Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("The tests run outside a checkout.");
        }

        return folder;
    }
}
