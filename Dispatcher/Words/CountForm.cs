namespace Newsletter.Dispatcher.Words;

/// <summary>Which of the two forms a language uses with a number; pure. Tests: ReaderWordsTests.</summary>
internal static class CountForm
{
    public const string One = ".one";
    public const string Other = ".other";

    /// <summary>The ending of the key. French says 0 and 1 alike, other languages of ours 1 only.</summary>
    public static string Of(string language, long count) =>
        count == 1 || (count == 0 && language.Split('-')[0].Equals("fr", StringComparison.OrdinalIgnoreCase))
            ? One
            : Other;
}
