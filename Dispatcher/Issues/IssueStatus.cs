namespace Newsletter.Dispatcher.Issues;

/// <summary>Whether an editor has released an issue.</summary>
internal enum IssueStatus
{
    Draft,
    Ready,
}
