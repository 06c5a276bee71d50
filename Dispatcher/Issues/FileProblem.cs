namespace Newsletter.Dispatcher.Issues;

/// <summary>Why a file was not read.</summary>
internal abstract record FileProblem(string Message)
{
    internal sealed record TooLarge(long Bytes) : FileProblem("the file is too large.");

    internal sealed record Other(string Message) : FileProblem(Message);
}
