namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>The parts of the list of issues.</summary>
internal enum IssueGroup
{
    Draft,
    Ready,
    Sent,
}
