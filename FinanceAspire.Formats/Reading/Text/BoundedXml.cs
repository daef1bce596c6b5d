using System.Xml;
using System.Xml.Linq;

namespace FinanceAspire.Formats.Reading.Text;

/// <summary>
/// Reads one element into memory, but never a deep one: <see cref="XNode.ReadFrom"/> follows any depth, and its time grows with
/// the square of it, since each child looks up through all of its parents.
/// </summary>
internal static class BoundedXml
{
    /// <summary>The element on which the reader stands, which then stands behind it; null where it nests deeper than the bound.</summary>
    public static XElement? Read(XmlReader reader, int maxDepth)
    {
        var (bottom, root) = (reader.Depth, Start(reader));
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return root;
        }

        var current = root;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.Depth - bottom > maxDepth:
                    return null;
                case XmlNodeType.Element:
                    var child = Start(reader);
                    current.Add(child);
                    current = reader.IsEmptyElement ? current : child;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    current.Add(new XText(reader.Value));
                    break;
                case XmlNodeType.EndElement when reader.Depth == bottom:
                    reader.Read();
                    return root;
                case XmlNodeType.EndElement:
                    current = current.Parent!;
                    break;
                default:
                    break;
            }
        }

        return root;
    }

    private static XElement Start(XmlReader reader)
    {
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        if (reader.MoveToFirstAttribute())
        {
            do
            {
                // Declarations of name spaces say nothing once the names are read.
                if (reader.Prefix != "xmlns" && reader.Name != "xmlns")
                {
                    element.Add(new XAttribute(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value));
                }
            }
            while (reader.MoveToNextAttribute());
            reader.MoveToElement();
        }

        return element;
    }
}
