namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>What became of writing an issue file. Tests: IssueFilesTests.</summary>
internal abstract record WriteResult
{
    private WriteResult() { }

    /// <summary>The file holds the new content.</summary>
    /// <param name="Displaced">What another program wrote in the moment of the save, and what is therefore not in the
    /// file any more; null as a rule.</param>
    internal sealed record Written(WrittenFile File, WrittenFile? Displaced) : WriteResult;

    /// <summary>Nothing was written: the file is another one than the save was based on.</summary>
    internal sealed record Changed(WrittenFile Now) : WriteResult;

    /// <summary>Nothing was written: there is no file of this name any more.</summary>
    internal sealed record Gone : WriteResult;

    /// <summary>Nothing was written, and the file is as it was.</summary>
    /// <param name="Message">What is wrong and what to do.</param>
    internal sealed record Refused(string Message) : WriteResult;
}
