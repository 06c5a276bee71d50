namespace Newsletter.Dispatcher.Issues;

/// <summary>Why a file was not read.</summary>
internal abstract record FileProblem(string Message)
{
    internal sealed record TooLarge(long Bytes) : FileProblem("the file is too large.");

    /// <summary>Nothing has this name.</summary>
    internal sealed record None() : FileProblem("there is no such file.");

    internal sealed record Other(string Message) : FileProblem(Message);
}
